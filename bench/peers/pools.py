"""Squares numbers in two processes and prints how many a second: pools.py executor|imap CHUNKSIZE"""
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool


def square(x):
    return x * x


def measure(run, count):
    start = time.perf_counter()
    seen = sum(1 for _ in run(count))
    assert seen == count
    return count / (time.perf_counter() - start)


def main():
    kind, chunk = sys.argv[1], int(sys.argv[2])
    count = 20_000 if chunk == 1 else 2_000_000
    if kind == "executor":
        with ProcessPoolExecutor(2) as pool:
            run = lambda n: pool.map(square, range(n), chunksize=chunk)
            measure(run, count // 4)
            print("figure", measure(run, count))
    else:
        with Pool(2) as pool:
            run = lambda n: pool.imap_unordered(square, range(n), chunksize=chunk)
            measure(run, count // 4)
            print("figure", measure(run, count))


if __name__ == "__main__":
    main()
