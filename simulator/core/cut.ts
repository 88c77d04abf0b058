import type { ServerResponse } from 'node:http';

/** Breaks the connection after the server has handled the request (`after`), or halfway through the answer (`mid`). */
export function cutAnswer(response: ServerResponse, cut: 'after' | 'mid'): void {
	const destroy = () => response.socket?.destroy();
	response.end = (data: unknown) => {
		const bytes = Buffer.from(typeof data === 'string' || Buffer.isBuffer(data) ? data : '');
		if (cut === 'after') destroy();
		else response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), destroy);
		return response;
	};
}
