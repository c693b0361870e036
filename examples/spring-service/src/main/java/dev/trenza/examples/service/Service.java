package dev.trenza.examples.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service; the starter on its class path gives it the pool. */
@SpringBootApplication
public class Service {

    /** Of Spring's alone. */
    public Service() {}

    /** Serves until it is told to end. */
    public static void main(String[] args) {
        SpringApplication.run(Service.class, args);
    }
}
