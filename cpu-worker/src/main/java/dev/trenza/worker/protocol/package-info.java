/**
 * What parent and worker say to each other. The worker owns the wire format; the parent compiles against it.
 *
 * <pre>{@code
 *   parent                                          worker
 *     |  <------------------------------- HELLO       |
 *     |  WELCOME ------------------------------->     |
 *     |  <------------------------------- READY       |   or START_FAILED
 *     |  DEFINE, CALL, CALL, CANCEL ------------>     |
 *     |  <------------- RESULT | FAILURE | CANCELLED  |   exactly one for every CALL
 *     |  BYE ----------------------------------->     |
 *     |  <----------------------------- BYE_ACK       |   and exit status 0; any other end is a death
 * }</pre>
 *
 * <p>Beside the two pipes there is one mapped page, {@link dev.trenza.worker.protocol.StatusPage}, in which the worker
 * notes which call is running: it survives the worker's death and tells the parent whom to blame.
 *
 * <p>Must never: trust a length, a type or a text that came off the wire.
 */
package dev.trenza.worker.protocol;
