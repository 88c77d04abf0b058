import path from 'node:path';
import { build } from 'esbuild';

it('the converter imports only its own files, so that it runs in a browser', async () => {
	const { metafile } = await build({
		absWorkingDir: path.join(__dirname, '..', '..'),
		entryPoints: ['converter/convert.ts'],
		bundle: true,
		platform: 'browser',
		write: false,
		metafile: true,
	});
	const inputs = Object.keys(metafile.inputs);
	expect(inputs.length).toBeGreaterThan(10);
	expect(inputs.filter((file) => !file.startsWith('converter/'))).toEqual([]);
});
