package io.cleave.wire;

/** How many bytes a length field takes, and so how far it can count. */
public enum LengthWidth {
  /** One byte: 0..255. */
  ONE_BYTE(1, 0xFFL),
  /** Two bytes: 0..65 535. */
  TWO_BYTES(2, 0xFFFFL),
  /** Three bytes: 0..16 777 215. */
  THREE_BYTES(3, 0xFF_FFFFL),
  /** Four bytes: 0..4 294 967 295. */
  FOUR_BYTES(4, 0xFFFF_FFFFL),
  /** Eight bytes: 0..2^63-1; what an unsigned peer could say above that is refused. */
  EIGHT_BYTES(8, Long.MAX_VALUE),
  /** One to five bytes, seven bits each, the lowest first, as protobuf writes them: 0..2^31-1. */
  VARINT(5, Integer.MAX_VALUE);

  private final int maxBytes;
  private final long maxUnsigned;

  LengthWidth(int maxBytes, long maxUnsigned) {
    this.maxBytes = maxBytes;
    this.maxUnsigned = maxUnsigned;
  }

  /**
   * The most bytes the field can take; all fields but {@link #VARINT} always take exactly these.
   */
  public int maxBytes() {
    return maxBytes;
  }

  /** The largest length the field can say when it has no sign. */
  public long maxUnsigned() {
    return maxUnsigned;
  }

  /** The largest length the field can say when its highest bit is a sign. */
  long maxSigned() {
    return this == VARINT || this == EIGHT_BYTES ? maxUnsigned : maxUnsigned >> 1;
  }
}
