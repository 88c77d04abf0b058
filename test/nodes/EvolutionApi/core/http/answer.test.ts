import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import {
	AnswerTooLarge,
	MAX_ANSWER_BYTES,
	parseBody,
	readBody,
	TimeLimit,
} from '../../../../../nodes/EvolutionApi/core/http/answer';

const answer = (body: Readable, headers: Record<string, unknown> = {}) => ({
	statusCode: 200,
	headers,
	body,
});

it('an answer whose length header is too large is not read at all', async () => {
	const body = new PassThrough();
	const headers = { 'content-length': String(MAX_ANSWER_BYTES + 1) };
	await expect(readBody(answer(body, headers), new TimeLimit(1000))).rejects.toBeInstanceOf(
		AnswerTooLarge,
	);
	expect(body.destroyed).toBe(true);
});

it('an answer that turns out to be too large is read no further', async () => {
	const piece = Buffer.alloc(40 * 1024 * 1024);
	let given = 0;
	const body = new Readable({
		highWaterMark: 1,
		read() {
			given++;
			this.push(piece);
		},
	});
	await expect(readBody(answer(body), new TimeLimit(60_000))).rejects.toBeInstanceOf(
		AnswerTooLarge,
	);
	expect(body.destroyed).toBe(true);
	expect(given).toBeLessThanOrEqual(6);
});

it('a response that stalls ends with a time-out error', async () => {
	const body = new PassThrough();
	body.write('{');
	await expect(readBody(answer(body), new TimeLimit(30))).rejects.toMatchObject({
		code: 'ETIMEDOUT',
	});
	expect(body.destroyed).toBe(true);
});

it('a response whose time is over before it begins ends with a time-out error', async () => {
	const body = new PassThrough();
	body.write('{');
	await expect(readBody(answer(body), new TimeLimit(0))).rejects.toMatchObject({
		code: 'ETIMEDOUT',
	});
	expect(body.destroyed).toBe(true);
});

it('a large response that keeps coming is not cut off by the time-out', async () => {
	const body = new PassThrough();
	// Each 100 KB of an answer adds a second to the time limit.
	body.write(Buffer.alloc(1_000_000, ' '));
	const read = readBody(answer(body), new TimeLimit(500));
	await sleep(600);
	body.end('7');
	expect(parseBody(await read)).toBe(7);
});

it('a connection that breaks while the response is read gives an error with the network error code', async () => {
	const body = new PassThrough();
	const read = readBody(answer(body), new TimeLimit(1000));
	body.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
	await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' });
});

it.each<[string, unknown]>([
	['{"a":"ü"}', { a: 'ü' }],
	['\uFEFF{"a":1}', { a: 1 }],
	['null', null],
	['', ''],
	['pong', 'pong'],
	['{"a":', '{"a":'],
])(
	'the body "%s" is parsed as JSON, or kept as text where it is not JSON',
	async (text, expected) => {
		// The text arrives byte by byte, so characters are cut in the middle.
		const bytes = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
		expect(parseBody(await readBody(answer(Readable.from(bytes)), new TimeLimit(1000)))).toEqual(
			expected,
		);
	},
);
