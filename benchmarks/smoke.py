import sys, tempfile, time, logging
from pathlib import Path
from benchmarks.bench import *
from benchmarks import *
import importlib
from benchmarks import postgres
mod = importlib.import_module("benchmarks."+sys.argv[1])
folder=Path(tempfile.mkdtemp(prefix="bench-smoke-"))
print(folder)
t=time.time()
with postgres.running() as new:
    print("pg", time.time()-t)
    for r in mod.measure(Bench(folder, QUICK if "-q" in sys.argv else Sizes(), new)): print(r)
print(time.time()-t)
