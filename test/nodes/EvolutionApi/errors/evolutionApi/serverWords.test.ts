import type { IDataObject } from 'n8n-workflow';

import { findOperation, runOperation } from '../../../../support/run';
import { fail, useSimulator } from '../../../../support/simulator';
import { statuses } from '../../sending/support';
import { standard } from './explainCases';

// Tests errors of servers, their libraries and proxies, from public reports. The user must get each of them as a sentence of ours,
// with "It may still have been done" only if that's possible.

const simulator = useSimulator();

const PERSON = '5511988887777';
const UNCLEAR = /It may still have been done/;

const send = async () =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: PERSON, text: 'Hello' },
	});

const sendMedia = async (values: IDataObject = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendMedia',
		values: {
			recipient: PERSON,
			mediaType: 'video',
			mediaSource: 'url',
			mediaUrl: 'https://example.com/a.mp4',
			...values,
		},
	});

describe('nothing was sent, and the error says why and what to do, where the server says', () => {
	it.each([
		['SessionError: No sessions', /lacks the keys.*for this chat/, /Restart/],
		['PreKeyError: Invalid PreKey ID', /lacks the keys/, /Restart/],
		['TypeError: jidDecode(...) is undefined', /lacks the keys or the account/, /Restart/],
		['Error: rate-overlimit', /too many requests from this account/, /Rate Limit/],
		['Error: not-acceptable', /does not accept this message/, /phone/],
		['Error: Not in group', /does not know this group.*Not in group/, /must be a member/],
		['Error: item-not-found', /messages of this account to this person/, /restricted/],
		['Error: spawn ffmpeg ENOENT', /ffmpeg/, /official image/],
	])('%s', async (words, message, advice) => {
		fail(simulator.current, standard(400, [words]));
		const { error } = await send();
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(advice);
		expect(error?.description).not.toMatch(UNCLEAR);
	});

	it.each([
		[
			'Error: Failed to fetch stream from https://example.com/a.mp4',
			/"URL" cannot be used.*expired/,
		],
		['TypeError: fetch failed', /example\.com.*nothing answers/],
		['Error: Invalid URL', /no address/],
		['AggregateError', /prepare the file|nothing answers/],
		['Error: getaddrinfo ENOTFOUND mmg.whatsapp.net', /prepare the file|no such host/],
		['Error: Media upload failed on all hosts', /could not upload the file/],
		['Error: heif: Error while loading plugin', /cannot read the file/],
		['Error: VipsJpeg: Premature end of input file', /cannot read the file/],
		['RangeError: Maximum call stack size exceeded', /too large for this version/],
		['Error: something that nobody has seen', /could not prepare the file: Error: something/],
	])('of a file: %s', async (words, message) => {
		fail(simulator.current, standard(500, words, 'Internal Server Error'));
		const { error } = await sendMedia();
		expect(error?.message).toMatch(message);
		expect(error?.description).not.toMatch(UNCLEAR);
	});
});

describe('a list', () => {
	it.each(['SessionError: No sessions', 'TypeError: jidDecode(...) is undefined'])(
		'stops after "%s", which the next ones would get, too',
		async (words) => {
			fail(simulator.current, standard(400, [words]));
			const people = ['5511988887777', '5511977776666', '5511966665555'];
			const result = await runOperation(simulator.current, {
				resource: 'message',
				operation: 'sendText',
				values: {
					recipient: '={{ $json.number }}',
					text: 'Hello',
					bulkSending: { rateLimit: { values: { minSeconds: 0, maxSeconds: 0 } } },
				},
				items: people.map((number) => ({ json: { number } })),
				onError: 'continueRegularOutput',
			});
			expect(statuses(result)).toEqual(['failed', 'skipped', 'skipped']);
		},
	);
});

describe('a proxy in front of the server is named, with what to do there:', () => {
	const page = (title: string) =>
		`<!DOCTYPE html><html><head><title>${title}</title></head></html>`;
	it.each([
		[403, page('Just a moment...'), /Cloudflare asks n8n to prove/, /WAF/, false],
		[404, page('ERR_NGROK_3200'), /tunnel of ngrok does not lead/, /ngrok http 8080/, false],
		// A firewall may also check the server's answer, so the message may have been sent.
		[403, page('403 Forbidden'), /rule of a proxy or firewall/, /Allow the address of n8n/, true],
		[406, page('Not Acceptable!'), /rule of a proxy or firewall/, /mod_security/, true],
		[
			502,
			page('502 Bad Gateway'),
			/A proxy in front of the server answered HTTP 502/,
			/runs/,
			true,
		],
	])('HTTP %d', async (status, body, message, advice, isUnclear) => {
		fail(simulator.current, { status, body });
		const { error } = await send();
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(advice);
		expect(UNCLEAR.test(error?.description ?? '')).toBe(isUnclear);
	});

	it('Traefik without a route, as in EasyPanel and Coolify, is not taken for Evolution Go', async () => {
		const headers = { 'x-content-type-options': 'nosniff' };
		const body = '404 page not found\n';
		fail(simulator.current, { status: 404, body, contentType: 'text/plain', headers });
		const { error } = await send();
		expect(error?.message).toMatch(/A proxy answers, but it has no route to the server/);
		expect(error?.description).toMatch(/EasyPanel/);
		expect(error?.description).not.toMatch(UNCLEAR);
	});
});

describe('what stands in front of the server refuses', () => {
	const page = (status: number) => ({
		status,
		body: `<html><head><title>${status}</title></head><body><hr><center>gate/1.0</center></body></html>`,
		contentType: 'text/html',
	});

	it.each([400, 401, 402, 409, 410, 412, 414, 417, 422, 423, 431, 451])(
		'with a page and HTTP %i: nothing was done',
		async (status) => {
			fail(simulator.current, page(status));
			const { error } = await send();
			expect(error?.message).toMatch(/in front of the server/);
			expect(error?.description).not.toMatch(UNCLEAR);
		},
	);

	it.each([403, 500, 502, 504])('or may have asked it, with HTTP %i', async (status) => {
		fail(simulator.current, { ...page(status), times: 3 });
		const { error } = await send();
		expect(error?.description).toMatch(UNCLEAR);
	});

	it.each([
		[400, ''],
		[400, 'Bad Request'],
		[401, 'Unauthorized'],
		[403, 'RBAC: access denied'],
		[431, ''],
	])('with HTTP %i and the text "%s": nothing was done', async (status, body) => {
		fail(simulator.current, { status, body, contentType: 'text/plain' });
		const { error } = await send();
		expect(error?.description).not.toMatch(UNCLEAR);
	});

	it('and is named as it calls itself at the end of its page', async () => {
		fail(simulator.current, page(400));
		const { error } = await send();
		expect(error?.description).toContain('(gate)');
	});
});

it('a token that Chatwoot refuses is not the key of the server', async () => {
	const fault = standard(401, 'Unauthorized', 'Internal Server Error');
	fail(simulator.current, { ...fault, path: '/chatwoot/' });
	const values = findOperation('chatwoot', 'update').example as IDataObject;
	const asked = { resource: 'chatwoot', operation: 'update', values };
	const { error } = await runOperation(simulator.current, asked);
	expect(error?.message).toBe('Chatwoot answers the server with HTTP 401: Unauthorized');
});
