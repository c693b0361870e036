/* One byte there and back between two processes over pipes, with blocking reads: the median in microseconds. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 50000

static int compare(const void *a, const void *b) {
    double difference = *(const double *)a - *(const double *)b;
    return difference < 0 ? -1 : difference > 0;
}

int main(void) {
    int there[2], back[2];
    char byte = 0;
    static double micros[ROUNDS];
    if (pipe(there) || pipe(back)) return 1;
    if (fork() == 0) {
        close(there[1]);
        while (read(there[0], &byte, 1) == 1) {
            if (write(back[1], &byte, 1) != 1) return 1;
        }
        return 0;
    }
    for (int i = 0; i < ROUNDS; i++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1) return 1;
        clock_gettime(CLOCK_MONOTONIC, &end);
        micros[i] = (end.tv_sec - start.tv_sec) * 1e6 + (end.tv_nsec - start.tv_nsec) / 1e3;
    }
    qsort(micros, ROUNDS, sizeof micros[0], compare);
    printf("figure %f\n", micros[ROUNDS / 2]);
    return 0;
}
