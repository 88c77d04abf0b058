import { InputProblem } from '../../../../nodes/EvolutionApi/core/inputProblem';
import type { ItemContext } from '../../../../nodes/EvolutionApi/core/itemContext';
import { inlineFile, mediaBody, readMedia } from '../../../../nodes/EvolutionApi/fields/media';

const PNG = Buffer.from('89504e47', 'hex');

describe('the body of a request with media', () => {
	const file = { data: PNG, mimeType: 'image/png' };
	const noFile: ItemContext = {
		readFile: async () => {
			throw new InputProblem(['binaryPropertyName'], 'there is none');
		},
	};

	it('is JSON for a text, a form for a file', () => {
		expect(mediaBody({ text: 'https://a.b/c', isUrl: true }, 'video', { number: '1' })).toEqual({
			number: '1',
			video: 'https://a.b/c',
		});
		const form = mediaBody({ file }, 'video', { number: '1', caption: undefined });
		expect([...(form as FormData).keys()]).toEqual(['number', 'file']);
	});

	it.each([[{ a: 1 }], [{ a: true }], [{ a: { b: [{ c: 0 }] } }], [{ a: null }]])(
		'is JSON for a file when something in it is no text: %j',
		(wire) => {
			expect(mediaBody({ file }, 'video', wire)).toEqual({
				...wire,
				video: PNG.toString('base64'),
			});
		},
	);

	it('is refused when the file does not fit into JSON', () => {
		const data = Buffer.alloc(100 * 1024 * 1024 + 1);
		expect(() => inlineFile({ data, mimeType: 'video/mp4' })).toThrow('larger than the 100 MB');
	});

	it('reads the item only for a file of the item', async () => {
		const none = { mediaUrl: undefined, mediaBase64: undefined, binaryPropertyName: undefined };
		const url = { ...none, mediaSource: 'url', mediaUrl: 'https://a.b/c' } as const;
		expect(await readMedia(noFile, url)).toEqual({ text: 'https://a.b/c', isUrl: true });
		await expect(readMedia(noFile, { ...none, mediaSource: 'binary' })).rejects.toThrow('none');
	});
});
