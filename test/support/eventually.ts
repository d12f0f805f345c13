/** Waits until `holds` stops throwing, and after `timeoutMs` fails with what it threw last. */
export async function eventually<T>(holds: () => T, timeoutMs = 10_000): Promise<T> {
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
