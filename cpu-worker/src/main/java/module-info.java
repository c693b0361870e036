/** What runs in a worker JVM: tasks, the wire protocol, and the worker's main. Requires nothing but java.base. */
module dev.trenza.worker {
    exports dev.trenza.task;
    exports dev.trenza.worker;
    exports dev.trenza.worker.program;
    exports dev.trenza.worker.protocol;

    uses dev.trenza.task.NamedTask;

    provides dev.trenza.task.NamedTask with
            dev.trenza.worker.tasks.SquareTask,
            dev.trenza.worker.tasks.DigestTask,
            dev.trenza.worker.tasks.WordCountTask,
            dev.trenza.worker.tasks.LinesMatchingTask,
            dev.trenza.worker.tasks.GzipTask,
            dev.trenza.worker.tasks.GunzipTask,
            dev.trenza.worker.tasks.PrimesTask,
            dev.trenza.worker.program.ProgramTask,
            dev.trenza.worker.drill.DrillTask;
}
