"""The tutorial's program that `trenza notebook process-pool` is: five squares in four processes."""
from concurrent.futures import ProcessPoolExecutor


def square(x):
    return x * x


if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=4) as executor:
        print("Results:", list(executor.map(square, range(5))))
