package dev.trenza.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer, as long as it keeps within a limit; the connection is closed when it does not. A body that
 * nobody will want, of an answer that is no success, is dropped. Confined to one exchange.
 */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {

    private final int limit;
    private final boolean isWanted;
    private final long declared;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();

    // Mutable state
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    BoundedBody(HttpResponse.ResponseInfo answer, int limit) {
        this.limit = limit;
        this.isWanted = answer.statusCode() / 100 == 2;
        this.declared = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (!isWanted) {
            newSubscription.cancel();
            body.complete(new byte[0]);
        } else if (declared > limit) {
            refuse("its body has " + declared + " bytes");
        } else {
            newSubscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (content.size() + (long) buffer.remaining() > limit) {
                refuse("its body has more than " + limit + " bytes");
                return;
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            content.write(bytes, 0, bytes.length);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(content.toByteArray());
    }

    private void refuse(String what) {
        if (subscription != null) {
            subscription.cancel();
        }
        body.completeExceptionally(new IOException(what + ", and max-size is " + limit + "; raise 'max-size'"));
    }
}
