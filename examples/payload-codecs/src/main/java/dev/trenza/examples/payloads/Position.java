package dev.trenza.examples.payloads;

/** Where a station is. Not Serializable, as a class of somebody else's may be: only a codec takes it across. */
public final class Position {

    /** In degrees. */
    public double latitude;

    /** In degrees. */
    public double longitude;

    /** For the codecs. */
    public Position() {}

    /** A place. */
    public Position(double latitude, double longitude) {
        this.latitude = latitude;
        this.longitude = longitude;
    }
}
