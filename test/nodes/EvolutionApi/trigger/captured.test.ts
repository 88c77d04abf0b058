/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import { compileFilters, mediaOf, toItems } from '../../../../nodes/EvolutionApi/trigger';
import { SIMPLIFY } from '../../../../nodes/EvolutionApi/trigger/simplify';
import { captured, capturedNames, delivery, hasWebhooks, itemOf } from './support/deliveries';
import { EXPECTED, MEDIA } from './support/expected';

const names = capturedNames();
if (!hasWebhooks) process.stdout.write('Skipped: the captured deliveries are not here.\n');

(hasWebhooks ? describe : describe.skip)('a real delivery', () => {
	it('of every sort is looked at here', () => {
		expect(Object.keys(EXPECTED).sort()).toEqual([...names].sort());
	});

	it.each(Object.entries(EXPECTED))('%s is understood', (name, expected) => {
		const body = captured(name);
		expect(SIMPLIFY.has(String(body.event))).toBe(true);
		const item = itemOf(body);
		expect(item).toMatchObject(expected);
		expect(item).not.toHaveProperty('data');
		expect(Object.values(item)).not.toContain(undefined);
	});

	it.each(Object.keys(EXPECTED))('%s holds no bytes and no key, simplified or raw', (name) => {
		for (const simplify of [true, false]) {
			const text = JSON.stringify(toItems(delivery(captured(name)), { simplify }));
			expect(text).not.toMatch(/"0":\d/);
			expect(text).not.toMatch(/evo-global-key|apikey|"destination"/i);
		}
	});

	it.each(Object.keys(EXPECTED))('%s has its file, if it has one', (name) => {
		const media = mediaOf(delivery(captured(name)));
		if (name in MEDIA) expect(media).toMatchObject(MEDIA[name]);
		else expect(media).toBeUndefined();
	});

	it('from the account itself is left out, but for what is always its own', () => {
		const passes = compileFilters({});
		const dropped = names.filter((name) => !passes(delivery(captured(name))));
		expect(dropped.sort()).toEqual([
			'messages.delete.via-api',
			'messages.upsert.fromMe-other-device',
		]);
	});
});
