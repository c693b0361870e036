"""Squares numbers in two processes: pools.py executor|imap|joblib CHUNKSIZE prints how many a second,
pools.py executor|imap one the median time of one call at a time, in microseconds."""
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


def rate(run, chunk):
    count = 20_000 if chunk == 1 else 2_000_000
    measure(run, count // 4)
    return measure(run, count)


def round_trip(call):
    micros = []
    for i in range(5_000):
        start = time.perf_counter()
        call(i)
        micros.append((time.perf_counter() - start) * 1e6)
    return sorted(micros[1_000:])[2_000]


def measure_joblib(chunk):
    from joblib import Parallel, delayed

    with Parallel(n_jobs=2, batch_size=chunk) as parallel:
        # Its input is taken at once, so that it gets less of it.
        def run(n):
            return parallel(delayed(square)(i) for i in range(n))

        measure(run, 5_000)
        return measure(run, 20_000 if chunk == 1 else 200_000)


def main():
    kind, chunk = sys.argv[1], sys.argv[2]
    if kind == "joblib":
        print("figure", measure_joblib(int(chunk)))
    elif kind == "executor":
        with ProcessPoolExecutor(2) as pool:
            if chunk == "one":
                print("figure", round_trip(lambda i: pool.submit(square, i).result()))
            else:
                print("figure", rate(lambda n: pool.map(square, range(n), chunksize=int(chunk)), int(chunk)))
    else:
        with Pool(2) as pool:
            if chunk == "one":
                print("figure", round_trip(lambda i: pool.apply(square, (i,))))
            else:
                print("figure", rate(lambda n: pool.imap_unordered(square, range(n), chunksize=int(chunk)), int(chunk)))


if __name__ == "__main__":
    main()
