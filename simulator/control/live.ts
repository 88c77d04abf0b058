import { PassThrough } from 'node:stream';
import type { ControlRoute } from './types';
import { simError } from '../core/answers';

const HEART_BEAT_MS = 15_000;
const MAX_LISTENERS = 200;
let listeners = 0;

/** `GET /_sim/events` streams one JSON object per change, as server-sent events. */
export const liveRoutes: ControlRoute[] = [
	{
		method: 'GET',
		path: '/_sim/events',
		handler({ state }) {
			if (listeners >= MAX_LISTENERS) throw simError(503, 'Too many listeners');
			listeners += 1;
			const stream = new PassThrough();
			stream.write(': connected\n\n');
			const off = state.on('change', (change) => {
				// Disconnects a reader that's too slow. The browser reconnects.
				if (stream.writableLength > 1_000_000) stream.destroy();
				else stream.write(`data: ${JSON.stringify(change)}\n\n`);
			});
			const beat = setInterval(() => stream.write(': still here\n\n'), HEART_BEAT_MS);
			stream.once('close', () => {
				listeners -= 1;
				clearInterval(beat);
				off();
			});
			return {
				status: 200,
				stream,
				contentType: 'text/event-stream',
				headers: { 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' },
			};
		},
	},
];
