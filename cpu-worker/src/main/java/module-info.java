/** What runs in a worker JVM: tasks, the wire protocol, and the worker's main. Requires nothing but java.base. */
module dev.trenza.worker {
    exports dev.trenza.task;
    exports dev.trenza.worker;
    exports dev.trenza.worker.protocol;

    uses dev.trenza.task.NamedTask;
}
