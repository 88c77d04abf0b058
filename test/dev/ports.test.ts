import { freePort } from '../../dev/ports';

describe('dev tools: free ports', () => {
	it('is no port that was given before, though nobody has taken that one yet', async () => {
		const given: number[] = [];
		for (let i = 0; i < 300; i++) given.push(await freePort());
		expect(new Set(given).size).toBe(given.length);
	});

	it('lies where no system takes the ports of outgoing connections', async () => {
		for (let i = 0; i < 50; i++) {
			const port = await freePort();
			expect(port).toBeGreaterThanOrEqual(15_000);
			expect(port).toBeLessThan(32_768);
		}
	});
});
