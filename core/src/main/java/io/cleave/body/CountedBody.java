package io.cleave.body;

import io.netty.util.AbstractReferenceCounted;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCounted;

/** A body that counts its own references and lets go of something when the last one is released. */
abstract class CountedBody extends Body {
  private final ReferenceCounted references = new References();
  private final long length;

  CountedBody(long length) {
    this.length = length;
  }

  @Override
  public final long length() {
    return length;
  }

  /** Called once, with the last release. */
  abstract void letGo();

  final void checkNotReleased() {
    if (references.refCnt() == 0) {
      throw new IllegalReferenceCountException(
          this + " was released; it has to be retained to be sent again");
    }
  }

  /** What can be read once must not be opened twice. */
  final void checkFirst(boolean first) {
    if (!first) {
      throw new IllegalStateException(
          this + " was opened before (expected: once; make a new body to send the bytes again)");
    }
  }

  @Override
  public final int refCnt() {
    return references.refCnt();
  }

  @Override
  public final Body retain() {
    references.retain();
    return this;
  }

  @Override
  public final Body retain(int increment) {
    references.retain(increment);
    return this;
  }

  @Override
  public final boolean release() {
    return references.release();
  }

  @Override
  public final boolean release(int decrement) {
    return references.release(decrement);
  }

  /** The counting itself is Netty's. */
  private final class References extends AbstractReferenceCounted {
    @Override
    protected void deallocate() {
      letGo();
    }

    @Override
    public ReferenceCounted touch(Object hint) {
      return this;
    }
  }
}
