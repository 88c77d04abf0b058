import { toJid } from '../../simulator/whatsapp/numbers';
import { type Client, startClient } from './support/client';
import { reachedNumbers } from '../support/facts';

describe('simulator: numbers', () => {
	it.each([
		['', '@s.whatsapp.net'],
		['abc', '@s.whatsapp.net'],
		['+55 (11) 98888-7777', '5511988887777@s.whatsapp.net'],
		['5531988887777', '553188887777@s.whatsapp.net'],
		['551188887777', '5511988887777@s.whatsapp.net'],
		['5491112345678', '541112345678@s.whatsapp.net'],
		['5511988887777:12@s.whatsapp.net', '5511988887777@s.whatsapp.net'],
		['120363020202020202', '120363020202020202@g.us'],
		['5511988887777-1609459200', '5511988887777-1609459200@g.us'],
		['123456789012345@lid', '123456789012345@lid'],
	])('the number %s becomes %s', (number, jid) => {
		expect(toJid(number)).toBe(jid);
	});

	it('every number recorded from a real server becomes the same JID in the simulator', () => {
		const numbers = Object.entries(reachedNumbers);
		expect(numbers.length).toBeGreaterThan(20);
		for (const [number, jid] of numbers) expect([number, toJid(number)]).toEqual([number, jid]);
	});

	describe('over the wire', () => {
		let client: Client;

		beforeAll(async () => {
			client = await startClient({ seed: true });
			client.simulator.config.unknownNumbers = ['+55 11 91234-0000'];
		});
		afterAll(() => client.simulator.close());

		// No country code begins with 0. These numbers are written as people dial them in their own country.
		it.each(['988887777', '11988887777', '5588887777', '013988887777', '005511988887777'])(
			'are refused without their country code (%s)',
			async (number) => {
				const sent = await client.post('/message/sendText/demo', { number, text: 'x' });
				expect(sent.status).toBe(400);
				expect(sent.body.response.message).toMatchObject([{ exists: false, number }]);
				const numbers = [number];
				const checked = await client.post('/chat/whatsappNumbers/demo', { numbers });
				expect(checked.body).toMatchObject([{ exists: false, number }]);
			},
		);

		it('are refused when they are empty', async () => {
			const { status, body } = await client.post('/message/sendText/demo', {
				number: '',
				text: 'x',
			});
			expect(status).toBe(400);
			expect(body.response.message).toEqual([
				{ jid: '@s.whatsapp.net', exists: false, number: '' },
			]);
		});

		it('are checked several at a time, and the answer lists groups first', async () => {
			const numbers = [
				'5511912340000',
				'120363020202020202@g.us',
				'+1 202 555 0123',
				'120363404404404404@g.us',
			];
			expect((await client.post('/chat/whatsappNumbers/demo', { numbers })).body).toEqual([
				{
					jid: '120363020202020202@g.us',
					exists: true,
					number: '120363020202020202@g.us',
					name: 'Team',
				},
				{ jid: '120363404404404404@g.us', exists: false, number: '120363404404404404@g.us' },
				{ jid: '5511912340000@s.whatsapp.net', exists: false, number: '5511912340000' },
				{ jid: '12025550123@s.whatsapp.net', exists: true, number: '+1 202 555 0123' },
			]);
		});
	});
});
