package dev.trenza.worker.program;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Rewrites a class file so that it calls {@link ProgramTraps} in the place of {@code System.exit} and its relatives. Used
 * once, confined to one thread.
 *
 * <p>A security manager could do this on Java 17 only with a flag, and is gone since 24. Here a call keeps its length: {@code
 * invokevirtual Runtime.exit} becomes {@code invokestatic ProgramTraps.exit}, which takes the same from the stack; the new
 * constants are added behind the old ones. So nothing else in the file changes, no frame has to be computed, and no library
 * is needed, whatever the version of the file. Method references are rewritten as well. What cannot be: calls by reflection,
 * from native code, and from the JDK's own classes.
 */
final class ExitCalls {

    private static final String TRAPS = "dev/trenza/worker/program/ProgramTraps";

    /** Owner, name and descriptor, and the descriptor of the trap. */
    private static final Map<String, String> CALLS = Map.of(
            "java/lang/System.exit(I)V", "(I)V",
            "java/lang/System.setSecurityManager(Ljava/lang/SecurityManager;)V", "(Ljava/lang/Object;)V",
            "java/lang/Runtime.exit(I)V", "(Ljava/lang/Runtime;I)V",
            "java/lang/Runtime.halt(I)V", "(Ljava/lang/Runtime;I)V",
            "java/lang/Runtime.addShutdownHook(Ljava/lang/Thread;)V", "(Ljava/lang/Runtime;Ljava/lang/Thread;)V",
            "java/lang/Runtime.removeShutdownHook(Ljava/lang/Thread;)Z", "(Ljava/lang/Runtime;Ljava/lang/Thread;)Z");

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;
    private static final int METHOD_HANDLE = 15;
    private static final int METHOD_TYPE = 16;
    private static final int MODULE = 19;
    private static final int PACKAGE = 20;

    private static final int INVOKE_VIRTUAL = 182;
    private static final int INVOKE_STATIC = 184;
    private static final int HANDLE_VIRTUAL = 5;
    private static final int HANDLE_STATIC = 6;

    private static final int FIRST_CONSTANT = 10;
    private static final int MOST_CONSTANTS = 0xFFFF;

    private static final int TABLE_SWITCH = 170;
    private static final int LOOKUP_SWITCH = 171;
    private static final int WIDE = 196;
    private static final int IINC = 132;

    /** The length of each instruction, from 0 to 201; 0 where it varies. */
    private static final byte[] LENGTHS = lengths();

    private final byte[] original;
    private final ByteBuffer file;

    // Mutable state
    private int[] offsets = {};
    private int endOfConstants;

    private ExitCalls(byte[] original) {
        this.original = original;
        this.file = ByteBuffer.wrap(original.clone());
    }

    /** The class file with its exits rewritten; the same array if it has none, or is no class file. */
    static byte[] rewrite(byte[] classFile) {
        try {
            return new ExitCalls(classFile).rewrite();
        } catch (IOException | RuntimeException e) {
            return classFile; // What is wrong with it, the JVM will tell.
        }
    }

    private byte[] rewrite() throws IOException {
        readConstants();
        Map<Integer, String> calls = calls();
        if (calls.isEmpty() || offsets.length + 1 + 4 * calls.size() + 1 > MOST_CONSTANTS) {
            return original;
        }
        Map<Integer, Integer> traps = new HashMap<>();
        byte[] added = addConstants(calls, traps);
        redirectHandles(traps);
        redirectCode(traps);
        int count = constantCount(added);
        ByteArrayOutputStream rewritten = new ByteArrayOutputStream(original.length + added.length);
        rewritten.write(file.array(), 0, endOfConstants);
        rewritten.writeBytes(added);
        rewritten.write(file.array(), endOfConstants, original.length - endOfConstants);
        byte[] result = rewritten.toByteArray();
        ByteBuffer.wrap(result).putShort(8, (short) count);
        return result;
    }

    // The constant pool

    private void readConstants() {
        int count = file.getShort(8) & 0xFFFF;
        offsets = new int[count];
        int at = FIRST_CONSTANT;
        for (int i = 1; i < count; i++) {
            offsets[i] = at;
            int tag = file.get(at);
            at += 1 + size(tag, at);
            if (tag == LONG || tag == DOUBLE) {
                i++;
            }
        }
        endOfConstants = at;
    }

    private int size(int tag, int at) {
        return switch (tag) {
            case UTF8 -> 2 + (file.getShort(at + 1) & 0xFFFF);
            case LONG, DOUBLE -> 8;
            case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> 2;
            case METHOD_HANDLE -> 3;
            default -> 4;
        };
    }

    /** The method references to be replaced, by index: what they refer to. */
    private Map<Integer, String> calls() throws IOException {
        Map<Integer, String> calls = new HashMap<>();
        for (int i = 1; i < offsets.length; i++) {
            if (offsets[i] != 0 && file.get(offsets[i]) == METHOD) {
                String owner = text(index(index(i, 1), 1));
                if (owner.equals("java/lang/System") || owner.equals("java/lang/Runtime")) {
                    int nameAndType = index(i, 3);
                    String call = owner + "." + text(index(nameAndType, 1)) + text(index(nameAndType, 3));
                    if (CALLS.containsKey(call)) {
                        calls.put(i, call);
                    }
                }
            }
        }
        return calls;
    }

    private int index(int constant, int offset) {
        return file.getShort(offsets[constant] + offset) & 0xFFFF;
    }

    private String text(int constant) throws IOException {
        int at = offsets[constant] + 1;
        int length = 2 + (file.getShort(at) & 0xFFFF);
        return new DataInputStream(new ByteArrayInputStream(file.array(), at, length)).readUTF();
    }

    private byte[] addConstants(Map<Integer, String> calls, Map<Integer, Integer> traps) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        int next = offsets.length;
        writeText(out, TRAPS);
        int owner = next + 1;
        writeConstant(out, CLASS, next);
        next += 2;
        for (Map.Entry<Integer, String> call : calls.entrySet()) {
            String name = call.getValue();
            writeText(out, name.substring(name.indexOf('.') + 1, name.indexOf('(')));
            writeText(out, Objects.requireNonNull(CALLS.get(name)));
            writeConstant(out, NAME_AND_TYPE, next, next + 1);
            writeConstant(out, METHOD, owner, next + 2);
            traps.put(call.getKey(), next + 3);
            next += 4;
        }
        return bytes.toByteArray();
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        out.writeByte(UTF8);
        out.writeUTF(text);
    }

    private static void writeConstant(DataOutputStream out, int tag, int... indices) throws IOException {
        out.writeByte(tag);
        for (int index : indices) {
            out.writeShort(index);
        }
    }

    private int constantCount(byte[] added) {
        int count = offsets.length;
        for (int at = 0; at < added.length; count++) {
            int tag = added[at];
            at += tag == UTF8 ? 3 + ByteBuffer.wrap(added).getShort(at + 1) : tag == CLASS ? 3 : 5;
        }
        return count;
    }

    /** Method references: {@code System::exit}. */
    private void redirectHandles(Map<Integer, Integer> traps) {
        for (int i = 1; i < offsets.length; i++) {
            if (offsets[i] != 0 && file.get(offsets[i]) == METHOD_HANDLE) {
                int kind = file.get(offsets[i] + 1);
                Integer trap = traps.get(index(i, 2));
                if (trap != null && (kind == HANDLE_VIRTUAL || kind == HANDLE_STATIC)) {
                    file.put(offsets[i] + 1, (byte) HANDLE_STATIC);
                    file.putShort(offsets[i] + 2, trap.shortValue());
                }
            }
        }
    }

    // The code

    private void redirectCode(Map<Integer, Integer> traps) throws IOException {
        file.position(endOfConstants + 6);
        int interfaces = file.getShort() & 0xFFFF;
        file.position(file.position() + 2 * interfaces);
        skipFields();
        int methods = file.getShort() & 0xFFFF;
        for (int i = 0; i < methods; i++) {
            file.position(file.position() + 6);
            int attributes = file.getShort() & 0xFFFF;
            for (int j = 0; j < attributes; j++) {
                String name = text(file.getShort() & 0xFFFF);
                int end = file.getInt() + file.position();
                if (name.equals("Code")) {
                    int length = file.getInt(file.position() + 4);
                    redirect(file.position() + 8, length, traps);
                }
                file.position(end);
            }
        }
    }

    private void skipFields() {
        int fields = file.getShort() & 0xFFFF;
        for (int i = 0; i < fields; i++) {
            file.position(file.position() + 6);
            int attributes = file.getShort() & 0xFFFF;
            for (int j = 0; j < attributes; j++) {
                int length = file.getInt(file.position() + 2);
                file.position(file.position() + 6 + length);
            }
        }
    }

    private void redirect(int start, int length, Map<Integer, Integer> traps) {
        for (int at = start; at < start + length; at += length(start, at)) {
            int instruction = file.get(at) & 0xFF;
            if (instruction == INVOKE_VIRTUAL || instruction == INVOKE_STATIC) {
                Integer trap = traps.get(file.getShort(at + 1) & 0xFFFF);
                if (trap != null) {
                    file.put(at, (byte) INVOKE_STATIC);
                    file.putShort(at + 1, trap.shortValue());
                }
            }
        }
    }

    private int length(int start, int at) {
        int instruction = file.get(at) & 0xFF;
        if (instruction == WIDE) {
            return (file.get(at + 1) & 0xFF) == IINC ? 6 : 4;
        }
        if (instruction != TABLE_SWITCH && instruction != LOOKUP_SWITCH) {
            int length = instruction < LENGTHS.length ? LENGTHS[instruction] : 0;
            if (length == 0) {
                throw new IllegalArgumentException("instruction " + instruction);
            }
            return length;
        }
        int operands = at + 4 - (at - start) % 4; // padded to a multiple of 4 from the beginning of the method
        int cases = instruction == TABLE_SWITCH
                ? 12 + 4 * (file.getInt(operands + 8) - file.getInt(operands + 4) + 1)
                : 8 + 8 * file.getInt(operands + 4);
        return operands + cases - at;
    }

    private static byte[] lengths() {
        byte[] lengths = new byte[202];
        String table = "0-15:1 16:2 17:3 18:2 19-20:3 21-25:2 26-53:1 54-58:2 59-131:1 132:3 133-152:1 153-168:3 169:2"
                + " 172-177:1 178-184:3 185-186:5 187:3 188:2 189:3 190-191:1 192-193:3 194-195:1 197:4 198-199:3"
                + " 200-201:5";
        for (String entry : table.split(" ", -1)) {
            String[] range = entry.substring(0, entry.indexOf(':')).split("-", -1);
            int last = Integer.parseInt(range[range.length - 1]);
            for (int i = Integer.parseInt(range[0]); i <= last; i++) {
                lengths[i] = Byte.parseByte(entry.substring(entry.indexOf(':') + 1));
            }
        }
        return lengths;
    }
}
