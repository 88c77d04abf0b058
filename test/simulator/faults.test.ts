import { type Client, startClient } from './support/client';

describe('simulator: injected faults', () => {
	let client: Client;
	const fault = (body: object) => client.post('/_sim/faults', body);
	const send = (text = 'x') =>
		client.post('/message/sendText/demo', { number: '5511988887777', text });
	const count = () => client.simulator.state.instances.get('demo')?.messages.size;

	beforeEach(async () => {
		client = await startClient({ seed: true });
	});
	afterEach(() => client.simulator.close());

	it.each([[{}], [{ drop: 'sometimes' }], [{ status: 99 }], [{ status: '500' }]])(
		'refuse %j, which is no fault',
		async (body) => {
			expect((await fault(body)).status).toBe(400);
			expect((await send()).status).toBe(201);
		},
	);

	it('fail the next N matching requests after some that pass', async () => {
		await fault({
			status: 502,
			body: '<html>',
			times: 2,
			skip: 1,
			path: '/message/',
			method: 'post',
		});
		const statuses = [];
		for (let index = 0; index < 4; index++) statuses.push((await send()).status);
		expect(statuses).toEqual([201, 502, 502, 201]);
		expect((await client.get('/instance/fetchInstances')).status).toBe(200);
	});

	it('answer with their own body and headers', async () => {
		await fault({ status: 429, body: { slow: 'down' }, headers: { 'retry-after': '3' } });
		const { body, headers } = await send();
		expect([body, headers.get('retry-after')]).toEqual([{ slow: 'down' }, '3']);
		await fault({ status: 502, body: '<html>', contentType: 'text/html' });
		expect((await send()).body).toBe('<html>');
	});

	it('close the connection before the request is handled', async () => {
		const before = count();
		await fault({ drop: 'before' });
		await expect(send()).rejects.toThrow();
		expect(count()).toBe(before);
		expect((await client.get('/_sim/requests')).body.at(-1)).toMatchObject({
			path: '/message/sendText/demo',
			status: 0,
		});
	});

	it.each(['after', 'mid'])(
		'with "drop" set to "%s" close the connection although the message was sent',
		async (drop) => {
			const before = Number(count());
			await fault({ drop });
			await expect(send()).rejects.toThrow();
			expect(count()).toBe(before + 1);
		},
	);

	it('delay an answer, and can be removed', async () => {
		await fault({ delayMs: 150 });
		const slept = jest.spyOn(client.simulator.state, 'sleep').mockResolvedValue();
		expect((await send()).status).toBe(201);
		expect(slept).toHaveBeenCalledWith(150);
		slept.mockRestore();
		await fault({ status: 500 });
		await client.call('DELETE', '/_sim/faults');
		expect((await send()).status).toBe(201);
	});
});
