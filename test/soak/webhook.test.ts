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

describe('soak, check of the webhook when no workflow is active: it', () => {
	it('is wrong if it still sends somewhere, also without a list', () => {
		const dead = { ...OFF, enabled: true, events: ['CALL'] };
		expect(wrongIn(dead, [])).toContain('nobody is active, and there is {"url":"http://n8n/1"');
	});

	it('is wrong if it is off with a list or a key of ours', () => {
		expect(wrongIn({ ...OFF, headers: OURS }, [])).toContain('nobody is active');
		expect(wrongIn({ ...OFF, headers: { jwt_key: 'x' } }, [])).toContain('nobody is active');
	});

	it('is wrong if that of another application is not as it was', () => {
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

	it('is right if there is none, if it is off, or if that of another application is as it was', () => {
		expect(wrongIn(null, [])).toBeUndefined();
		expect(wrongIn(OFF, [])).toBeUndefined();
		expect(wrongIn(RESTORED, [], FOREIGN)).toBeUndefined();
	});
});

describe('soak, check of the webhook when workflows are active:', () => {
	it('a list that lacks one of them, or has another one, is wrong', () => {
		expect(wrongIn(SHARED, ACTIVE.slice(1), FOREIGN)).toContain('listed are');
		const third = { url: 'http://n8n/3', event: 'CALL' };
		expect(wrongIn(SHARED, [...ACTIVE, third], FOREIGN)).toContain('listed are');
		expect(wrongIn({ ...SHARED, enabled: false }, ACTIVE, FOREIGN)).toContain('listed are []');
		expect(wrongIn(null, ACTIVE, FOREIGN)).toContain('listed are []');
	});

	it('a webhook of another application, or events that are too many or missing, are wrong', () => {
		const stolen = { ...SHARED, url: 'http://n8n/9' };
		expect(wrongIn(stolen, ACTIVE, FOREIGN)).toContain('none of the active ones');
		const fewer = { ...SHARED, events: ['CALL', 'MESSAGES_UPSERT'] };
		expect(wrongIn(fewer, ACTIVE, FOREIGN)).toContain('its events are');
	});

	it('another application that is missing on the list, or never existed, is wrong', () => {
		const headers = listOf(
			{ kind: 'trigger', url: 'http://n8n/1' },
			{ kind: 'trigger', url: 'http://n8n/2' },
		);
		expect(wrongIn({ ...SHARED, headers }, ACTIVE, FOREIGN)).toBe('of others it keeps []');
		expect(wrongIn(SHARED, ACTIVE)).toBe('of others it keeps ["http://shop/hook"]');
	});

	it('the list of all, with the other application, is right', () => {
		expect(wrongIn(SHARED, ACTIVE, FOREIGN)).toBeUndefined();
	});

	it('at Evolution Go its event words are right, and those of Evolution API are wrong', () => {
		const foreign = { ...FOREIGN, events: ['QRCODE'] };
		const asked = { ...SHARED, events: ['QRCODE', 'CALL', 'MESSAGE'] };
		expect(wrongIn(asked, ACTIVE, foreign, WORDS_OF.go)).toBeUndefined();
		expect(wrongIn(SHARED, ACTIVE, foreign, WORDS_OF.go)).toContain('its events are');
	});
});
