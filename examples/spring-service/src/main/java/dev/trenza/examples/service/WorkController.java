package dev.trenza.examples.service;

import dev.trenza.core.TaskPoolException;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.WorkerLostException;
import dev.trenza.core.process.WorkerPool;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Answers with what the workers compute; no request thread waits for them. */
@RestController
class WorkController {

    private final WorkerPool pool;

    WorkController(WorkerPool pool) {
        this.pool = pool;
    }

    @GetMapping("/primes/{limit}")
    Mono<Long> primes(@PathVariable int limit) {
        return pool.submit(Work::primes, limit);
    }

    @GetMapping("/hoard")
    Mono<Long> hoard() {
        return pool.submit(Work::hoard, 1 << 20);
    }

    /** A task's failure is that of its request: its input was too much, or it took too long. */
    @ExceptionHandler
    ProblemDetail failed(TaskPoolException failure) {
        HttpStatus status = failure instanceof WorkerLostException
                ? HttpStatus.UNPROCESSABLE_CONTENT
                : failure instanceof TaskTimeoutException
                        ? HttpStatus.GATEWAY_TIMEOUT
                        : HttpStatus.INTERNAL_SERVER_ERROR;
        return ProblemDetail.forStatusAndDetail(status, failure.getClass().getSimpleName());
    }
}
