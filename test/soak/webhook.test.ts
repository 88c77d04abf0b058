import { deflateRawSync } from 'node:zlib';

import { ACTIVE, OFF } from './support/records';
import { WORDS_OF, wrongIn, type Found, type Setting } from './webhook';

const FOREIGN: Setting = {
	url: 'http://shop/hook',
	enabled: true,
	events: ['QRCODE_UPDATED'],
	headers: { 'x-shop': 'one' },
	byEvents: true,
	base64: false,
};
const RESTORED: Found = {
	url: FOREIGN.url,
	enabled: true,
	events: ['QRCODE_UPDATED'],
	headers: { 'x-shop': 'one' },
	webhookByEvents: true,
	webhookBase64: false,
};

const listOf = (...entries: Array<{ readonly kind: string; readonly url: string }>) => ({
	'x-evolution-hub': `1.x.${deflateRawSync(JSON.stringify(entries)).toString('base64url')}`,
});
const OURS = listOf(
	{ kind: 'trigger', url: 'http://n8n/1' },
	{ kind: 'trigger', url: 'http://n8n/2' },
	{ kind: 'foreign', url: FOREIGN.url },
);
const SHARED: Found = {
	...OFF,
	enabled: true,
	headers: OURS,
	events: ['CALL', 'MESSAGES_UPSERT', 'QRCODE_UPDATED'],
};

describe('soak: the check of the webhook without active workflows', () => {
	it('reports a webhook that still sends events, even without a list of workflows', () => {
		const dead = { ...OFF, enabled: true, events: ['CALL'] };
		expect(wrongIn(dead, [])).toContain('nobody is active, and there is {"url":"http://n8n/1"');
	});

	it('reports a webhook that is off but still has a list of workflows or a signature key', () => {
		expect(wrongIn({ ...OFF, headers: OURS }, [])).toContain('nobody is active');
		expect(wrongIn({ ...OFF, headers: { jwt_key: 'x' } }, [])).toContain('nobody is active');
	});

	it('reports a webhook of another application that was not fully restored', () => {
		const changed: Array<Partial<Found>> = [
			{ url: 'http://n8n/1' },
			{ enabled: false },
			{ events: [] },
			{ headers: {} },
			{ headers: { 'x-shop': 'one', jwt_key: 'x' } },
			{ webhookByEvents: false },
			{ webhookBase64: true },
		];
		for (const one of changed) {
			expect(wrongIn({ ...RESTORED, ...one }, [], FOREIGN)).toContain('instead of');
		}
		expect(wrongIn(OFF, [], FOREIGN)).toContain('instead of');
		expect(wrongIn(null, [], FOREIGN)).toContain('there is null instead of');
	});

	it('accepts no webhook, one that is off, and the fully restored one of another application', () => {
		expect(wrongIn(null, [])).toBeUndefined();
		expect(wrongIn(OFF, [])).toBeUndefined();
		expect(wrongIn(RESTORED, [], FOREIGN)).toBeUndefined();
	});
});

describe('soak: the check of the webhook with active workflows', () => {
	it('reports a list that lacks an active workflow, or has one that is not active', () => {
		expect(wrongIn(SHARED, ACTIVE.slice(1), FOREIGN)).toContain('listed are');
		const third = { url: 'http://n8n/3', event: 'CALL' };
		expect(wrongIn(SHARED, [...ACTIVE, third], FOREIGN)).toContain('listed are');
		expect(wrongIn({ ...SHARED, enabled: false }, ACTIVE, FOREIGN)).toContain('listed are []');
		expect(wrongIn(null, ACTIVE, FOREIGN)).toContain('listed are []');
	});

	it('reports a webhook that points to no active workflow, or that lacks events', () => {
		const stolen = { ...SHARED, url: 'http://n8n/9' };
		expect(wrongIn(stolen, ACTIVE, FOREIGN)).toContain('none of the active ones');
		const fewer = { ...SHARED, events: ['CALL', 'MESSAGES_UPSERT'] };
		expect(wrongIn(fewer, ACTIVE, FOREIGN)).toContain('its events are');
	});

	it('reports a list of subscribers that lacks the other application although its webhook was replaced, or that names one although none was', () => {
		const headers = listOf(
			{ kind: 'trigger', url: 'http://n8n/1' },
			{ kind: 'trigger', url: 'http://n8n/2' },
		);
		expect(wrongIn({ ...SHARED, headers }, ACTIVE, FOREIGN)).toBe('of others it keeps []');
		expect(wrongIn(SHARED, ACTIVE)).toBe('of others it keeps ["http://shop/hook"]');
	});

	it('accepts a list of all active workflows and the other application', () => {
		expect(wrongIn(SHARED, ACTIVE, FOREIGN)).toBeUndefined();
	});

	it('on Evolution Go, accepts its event names, and reports those of Evolution API', () => {
		const foreign = { ...FOREIGN, events: ['QRCODE'] };
		const asked = { ...SHARED, events: ['QRCODE', 'CALL', 'MESSAGE'] };
		expect(wrongIn(asked, ACTIVE, foreign, WORDS_OF.go)).toBeUndefined();
		expect(wrongIn(SHARED, ACTIVE, foreign, WORDS_OF.go)).toContain('its events are');
	});
});
