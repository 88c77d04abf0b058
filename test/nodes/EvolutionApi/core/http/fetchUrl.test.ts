import { Readable } from 'node:stream';
import type { IExecuteFunctions } from 'n8n-workflow';

import { fetchFile } from '../../../../../nodes/EvolutionApi/core/http/fetchUrl';

function contextFor(addresses: readonly string[]) {
	const asked: string[] = [];
	const httpRequest = async ({ url }: { readonly url: string }) => {
		asked.push(url);
		const location = addresses[asked.length];
		const body = Readable.from([Buffer.from('file')]);
		return location === undefined
			? { statusCode: 200, headers: { 'content-type': 'image/webp' }, body }
			: { statusCode: 302, headers: { location }, body };
	};
	return { context: { helpers: { httpRequest } } as unknown as IExecuteFunctions, asked };
}

const PUBLIC = 'https://example.com/a.webp';

it.each([
	'http://127.0.0.1/admin',
	'http://2130706433/admin',
	'http://localhost:5678/rest/login',
	'http://redis:6379/',
	'http://10.1.2.3/',
	'http://172.20.0.2/',
	'http://192.168.1.1/',
	'http://169.254.169.254/latest/meta-data',
	'http://[::1]/',
	'http://[::ffff:127.0.0.1]/',
	'http://[fd00::1]/',
	'http://db.internal/',
	'file:///etc/passwd',
])('a file whose public address redirects to %s is not downloaded from there', async (target) => {
	const { context, asked } = contextFor([PUBLIC, 'https://cdn.example.com/b', target]);
	await expect(fetchFile(context, PUBLIC, 'mediaUrl')).rejects.toThrow(/which is not public/);
	expect(asked).toEqual([PUBLIC, 'https://cdn.example.com/b']);
});

it('a file is downloaded where its address redirects, also relatively, to a public one', async () => {
	const { context, asked } = contextFor([PUBLIC, '/b.webp', 'http://172.40.0.1/c.webp']);
	const { mimeType, size } = await fetchFile(context, PUBLIC, 'mediaUrl');
	expect([mimeType, size]).toEqual(['image/webp', 4]);
	expect(asked).toEqual([PUBLIC, 'https://example.com/b.webp', 'http://172.40.0.1/c.webp']);
});

it('a file is downloaded from a private address that was entered, and from where that redirects', async () => {
	const { context } = contextFor(['http://files.local/a', 'http://10.0.0.2/b']);
	expect(await fetchFile(context, 'http://files.local/a', 'mediaUrl')).toMatchObject({ size: 4 });
});

it('a file whose address redirects without end is not downloaded', async () => {
	const { context, asked } = contextFor(Array.from({ length: 99 }, () => PUBLIC));
	await expect(fetchFile(context, PUBLIC, 'mediaUrl')).rejects.toThrow(/more than 5 times/);
	expect(asked).toHaveLength(6);
});
