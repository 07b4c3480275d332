/** A store's worker that fails with the canary in its words. */
throw new Error(`the worker fails at ${new URL(import.meta.url).searchParams.get('said') ?? ''}`);
