import { StreamedForm } from '../../../../nodes/EvolutionApi/core/input/inputFile';
import { InputProblem } from '../../../../nodes/EvolutionApi/core/input/inputProblem';
import type { ItemContext } from '../../../../nodes/EvolutionApi/table/operation';
import { inlineFile, mediaBody, readMedia } from '../../../../nodes/EvolutionApi/fields/media';
import { inputFile } from '../../../support/binary';

const PNG = Buffer.from('89504e47', 'hex');

describe('the body of a request with media', () => {
	const file = inputFile(PNG, 'image/png');
	const noFile: ItemContext = {
		openFile: async () => {
			throw new InputProblem(['binaryPropertyName'], 'there is none');
		},
		fetchFile: async () => {
			throw new InputProblem(['mediaUrl'], 'nothing is fetched');
		},
	};

	it('is JSON for a text, a form for a file', async () => {
		const text = { text: 'https://example.com/c', isUrl: true, isCertain: false };
		expect(await mediaBody(text, 'video', { number: '1' })).toEqual({
			number: '1',
			video: 'https://example.com/c',
		});
		const form = await mediaBody({ file, isCertain: false }, 'video', {
			number: '1',
			caption: undefined,
		});
		const names = form instanceof StreamedForm && [...form.entries()].map(([name]) => name);
		expect(names).toEqual(['number', 'file']);
	});

	it.each([[{ a: 1 }], [{ a: true }], [{ a: { b: [{ c: 0 }] } }], [{ a: null }]])(
		'is JSON with the file as Base64 when another parameter is not a text: %j',
		async (wire) => {
			expect(await mediaBody({ file, isCertain: false }, 'video', wire)).toEqual({
				...wire,
				video: PNG.toString('base64'),
			});
		},
	);

	it('is refused when it has to be JSON and the file is larger than 100 MB', async () => {
		const large = { ...inputFile(PNG, 'video/mp4'), size: 100 * 1024 * 1024 + 1 };
		await expect(inlineFile(large)).rejects.toThrow(
			'names a file of more than 100 MB, which does not fit into this request',
		);
	});

	it('is made without reading the input item unless the file is in it', async () => {
		const none = { mediaUrl: undefined, mediaBase64: undefined, binaryPropertyName: undefined };
		const url = { ...none, mediaSource: 'url', mediaUrl: 'https://example.com/c' } as const;
		expect(await readMedia(noFile, url, 'image')).toMatchObject({
			text: 'https://example.com/c',
			isUrl: true,
		});
		await expect(readMedia(noFile, { ...none, mediaSource: 'binary' }, 'image')).rejects.toThrow(
			'none',
		);
	});
});
