import type { ForeignSubscriber } from '../../../../nodes/EvolutionApi/hub';
import { forwardedRequestFor } from '../../../../nodes/EvolutionApi/hub/forwardedRequest';
import { deliveryNames, deliveryOf } from '../../../support/facts';

describe('a foreign webhook receives every delivery exactly', () => {
	it('when ours is the owner', () => {
		expect(deliveryNames.length).toBeGreaterThan(60);
		for (const name of deliveryNames) {
			const { body, headers } = deliveryOf(name);
			const foreign: ForeignSubscriber = {
				kind: 'foreign',
				url: String(body.destination),
				enabled: true,
				events: [],
				headers: { 'x-custom': 'abc' },
				byEvents: false,
				base64: true,
			};
			const raw = JSON.stringify({ ...body, destination: 'https://n8n.example/webhook/1' });
			const delivery = { raw, headers, event: String(body.event), chats: [] };
			const request = forwardedRequestFor(foreign, delivery, { key: 'key', nowMs: 0 });
			expect([name, String(request.body)]).toEqual([name, JSON.stringify(body)]);
			expect(request.headers).toMatchObject({
				'content-type': headers['content-type'],
				'user-agent': headers['user-agent'],
				accept: headers.accept,
				'x-custom': 'abc',
			});
		}
	});
});
