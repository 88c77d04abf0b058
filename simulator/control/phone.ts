import type { Answer } from '../core/types';
import { phoneFile } from '../phone/files';

export function phoneAnswer(path: string): Answer | undefined {
	if (path !== '/phone' && !path.startsWith('/phone/')) return undefined;
	const file = phoneFile(path);
	if (!file) return { status: 404, raw: 'There is no such file', contentType: 'text/plain' };
	return {
		status: 200,
		raw: file.body,
		contentType: file.contentType,
		headers: { 'Cache-Control': 'no-cache' },
	};
}
