import './globalSetup';

export default async function globalTeardown(): Promise<void> {
	await globalThis.n8nKeeper?.stop();
}
