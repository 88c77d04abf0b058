import { deflateRawSync } from 'node:zlib';

import { wrongInSocket } from './socket';
import { ACTIVE, OFF } from './support/records';
import type { Found } from './webhook';

const FOREIGN = { enabled: true, events: ['QRCODE_UPDATED'] };
const listOf = (...urls: string[]): Found => {
	const list = deflateRawSync(JSON.stringify(urls.map((url) => ({ kind: 'socket', url }))));
	return { ...OFF, headers: { 'x-evolution-hub': `1.x.${list.toString('base64url')}` } };
};
const LISTED = listOf('http://n8n/1', 'http://n8n/2');
const sending = (...events: string[]) => ({ enabled: true, events });

it('soak, check of the WebSocket setting: a webhook that is switched on is an error, whatever is active', () => {
	const on = { ...LISTED, enabled: true };
	const sent = sending('CALL', 'MESSAGES_UPSERT', 'MESSAGES_EDITED');
	expect(wrongInSocket(on, sent, ACTIVE)).toBe('the server sends to http://n8n/1');
	expect(wrongInSocket({ ...OFF, enabled: true }, null, [])).toContain('the server sends to');
});

it('soak, check of the WebSocket setting: a list or a key that is left when no workflow is active is an error', () => {
	expect(wrongInSocket(LISTED, null, [])).toContain('nobody is active');
	expect(wrongInSocket({ ...OFF, headers: { jwt_key: 'x' } }, null, [])).toContain('nobody is');
});

it('soak, check of the WebSocket setting: missing events of another tool are an error', () => {
	expect(wrongInSocket(OFF, { enabled: false, events: [] }, [], FOREIGN)).toContain('it sends []');
	expect(
		wrongInSocket(LISTED, sending('CALL', 'MESSAGES_UPSERT', 'MESSAGES_EDITED'), ACTIVE, FOREIGN),
	).toContain('wanted ["MESSAGES_UPSERT","MESSAGES_EDITED","CALL","QRCODE_UPDATED"]');
});

it('soak, check of the WebSocket setting: a list that does not match the active workflows, or events that are missing, are an error', () => {
	const sent = sending('CALL', 'MESSAGES_UPSERT', 'MESSAGES_EDITED');
	expect(wrongInSocket(listOf('http://n8n/1'), sent, ACTIVE)).toContain('listed are');
	expect(wrongInSocket(null, sent, ACTIVE)).toContain('listed are []');
	expect(wrongInSocket(LISTED, sending('MESSAGES_UPSERT', 'MESSAGES_EDITED'), ACTIVE)).toContain(
		'it sends',
	);
});

it('soak, check of the WebSocket setting: the list of all active workflows, their events and those of another tool are accepted', () => {
	const sent = sending('CALL', 'MESSAGES_UPSERT', 'MESSAGES_EDITED');
	expect(wrongInSocket(LISTED, sent, ACTIVE)).toBeUndefined();
	expect(
		wrongInSocket(LISTED, sending(...sent.events, 'QRCODE_UPDATED'), ACTIVE, FOREIGN),
	).toBeUndefined();
	expect(wrongInSocket(listOf('http://n8n/1'), sent, ACTIVE.slice(0, 1))).toBeUndefined();
	expect(wrongInSocket(null, null, [])).toBeUndefined();
	expect(wrongInSocket(OFF, FOREIGN, [], FOREIGN)).toBeUndefined();
});
