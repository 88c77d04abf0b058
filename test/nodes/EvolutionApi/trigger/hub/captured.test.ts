/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { ForeignSubscriber } from '../../../../../nodes/EvolutionApi/trigger/hub';
import { letterFor } from '../../../../../nodes/EvolutionApi/trigger/hub/letter';
import { captured } from '../../../../simulator/support/captured';
import { describeCaptured, SHARED } from '../../../../support/contract';

describeCaptured('a foreign webhook receives every real delivery to the letter', () => {
	it('when ours is the owner', () => {
		const names = readdirSync(join(SHARED, 'webhooks')).filter((name) => !name.startsWith('_'));
		expect(names.length).toBeGreaterThan(60);
		for (const name of names) {
			const { body, headers } = captured(name.replace('.json', ''));
			const foreign: ForeignSubscriber = {
				...{ kind: 'foreign', url: String(body.destination), enabled: true, events: [] },
				...{ headers: { 'x-custom': 'abc' }, byEvents: false, base64: true },
			};
			const raw = JSON.stringify({ ...body, destination: 'https://n8n.example/webhook/1' });
			const delivery = { raw, headers, event: String(body.event), chats: [] };
			const letter = letterFor(foreign, delivery, 'key', 0);
			expect([name, String(letter.body)]).toEqual([name, JSON.stringify(body)]);
			expect(letter.headers).toMatchObject({
				...{ 'content-type': headers['content-type'], 'user-agent': headers['user-agent'] },
				...{ accept: headers.accept, 'x-custom': 'abc' },
			});
		}
	});
});
