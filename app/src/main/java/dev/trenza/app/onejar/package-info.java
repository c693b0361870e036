/**
 * The way from one jar that holds a whole installation to that installation, unpacked.
 *
 * <pre>
 * trenza-all.jar                              ~/.cache/trenza/all/&lt;what is in it&gt;/
 *   dev/trenza/app/onejar/*.class               lib/*.jar     the class path
 *   installation/lib/*.jar         ── once ──►  tasks/...     the task path
 *   installation/tasks/...                      kit/*.jar
 * </pre>
 *
 * <p>A worker must see its own jar and its tasks', and nothing of this program: in a jar with all classes merged it would
 * see everything. So the jars stay jars.
 *
 * <p>Must never: use a class of another package but the JDK's, for nothing else is on the class path yet.
 */
@NullMarked
package dev.trenza.app.onejar;

import org.jspecify.annotations.NullMarked;
