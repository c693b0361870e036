package dev.trenza.bench;

import java.util.List;

/** Subjects that are measured in turn, round by round, so that the noise of the machine meets all of them alike. */
record Group(String name, String what, List<Subject> subjects, List<Goal> goals) {}
