/** Waits until `holds` stops throwing; after `timeoutMs`, which is for hangs and not a measure, fails with what it threw last. */
export async function eventually<T>(holds: () => T, timeoutMs = 60_000): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return holds();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
