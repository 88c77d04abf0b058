import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

const FOLDER = join(__dirname, '..', '..', '..', 'simulator', 'phone');
const loaded = new Map<string, unknown>();

/**
 * Loads a module of the phone page without a browser. The files are ES modules, which Jest can't load, so this function
 * converts them and the modules that they import to CommonJS.
 */
export function loadModule<Exports>(name: string): Exports {
	if (loaded.has(name)) return loaded.get(name) as Exports;
	const { outputText } = transpileModule(readFileSync(join(FOLDER, name), 'utf8'), {
		compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
	});
	const exports = {} as Exports;
	loaded.set(name, exports);
	const load = (path: string) => loadModule(path.replace('./', ''));
	compileFunction(outputText, ['exports', 'require'])(exports, load);
	return exports;
}
