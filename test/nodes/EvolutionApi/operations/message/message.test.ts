import type { IDataObject } from 'n8n-workflow';

import { messageToAna as message, runOperation } from '../../../../support/run';
import { arrived, refusal, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator({ version: '2.4.0' });

const ANA = '5511988887777';

describe('the output of a send', () => {
	it('names the message and its chat', async () => {
		const { items } = await runOperation(simulator.current, message('sendText', { text: 'Hi' }));
		expect(items[0].json).toEqual({
			messageId: expect.stringMatching(/^3EB0/),
			chat: `${ANA}@s.whatsapp.net`,
			fromMe: true,
			status: 'PENDING',
			messageType: 'conversation',
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
		});
	});
});

describe('Message with Retry On Fail, which runs the whole node again,', () => {
	const items = ['5511988887777', '5511977776666'].map((to) => ({ json: { to } }));
	const run = (values: IDataObject = {}) =>
		runOperation(simulator.current, {
			...message('sendText', { recipient: '={{ $json.to }}', text: 'Hi', ...values }),
			items,
			retryOnFail: true,
		});

	it('does not send again what may have arrived', async () => {
		await fault({ path: '/message/sendText', drop: 'after' });
		const { error } = await run();
		expect(error?.message).toContain('The connection to the server broke off');
		expect(await recipients()).toEqual(['5511988887777']);
	});

	it('does not send again what the server sent but could not store', async () => {
		const message = ['PrismaClientKnownRequestError: Invalid `prisma.message.create()` invocation'];
		await fault({ path: '/message/sendText', status: 400, body: { response: { message } } });
		const { error } = await run();
		expect(error?.message).toBe('The database of the Evolution API server failed');
		expect(error?.description).toContain('look before you send it again');
		expect(await recipients()).toEqual(['5511988887777']);
	});

	it("shows nothing of the server's database in the error, which says that the message may have been sent", async () => {
		simulator.current.config.storeFails = true;
		const { error } = await run();
		simulator.current.config.storeFails = false;
		expect(error?.message).toBe('The database of the Evolution API server failed');
		expect(error?.description).toMatch(/^It may still have been done.*reach or use its database/);
		expect(JSON.stringify([error?.message, error?.description])).not.toMatch(
			/prisma|evolution\/|10\.0/,
		);
		expect(await recipients()).toEqual(['5511988887777']);
	});

	it('sends only those messages again that were not sent', async () => {
		await fault({ path: '/message/sendText', skip: 1, ...refusal('no') });
		const { error, items: output } = await run();
		expect(error).toBeUndefined();
		expect(output).toHaveLength(2);
		expect(await recipients()).toEqual(['5511988887777', '5511977776666', '5511977776666']);
	});

	async function recipients() {
		return arrived(simulator.current).map(({ body }) => (body as { number: string }).number);
	}
	async function fault(body: object) {
		await fetch(`${simulator.current.url}/_sim/faults`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
	}
});
