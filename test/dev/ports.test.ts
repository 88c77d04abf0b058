import { freePort } from '../../dev/ports';

describe('dev tools: free ports', () => {
	it('free ports are not given twice, even if the first one is not in use yet', async () => {
		const given: number[] = [];
		for (let i = 0; i < 300; i++) given.push(await freePort());
		expect(new Set(given).size).toBe(given.length);
	});

	it('free ports are outside the range for outgoing connections', async () => {
		for (let i = 0; i < 50; i++) {
			const port = await freePort();
			expect(port).toBeGreaterThanOrEqual(15_000);
			expect(port).toBeLessThan(32_768);
		}
	});
});
