import { readFileSync } from 'node:fs';
import path from 'node:path';

import { EvolutionGlobalKeyApi } from '../../credentials/EvolutionGlobalKeyApi.credentials';
import { EvolutionGoKeyApi } from '../../credentials/EvolutionGoKeyApi.credentials';
import { EvolutionInstanceKeyApi } from '../../credentials/EvolutionInstanceKeyApi.credentials';
import { AUTHOR, nodeType, PACKAGE_NAME, packageNames, REPOSITORY } from '../../dev/ourPackage';
import { projectFiles } from '../../dev/projectFiles';

// Tests copies of the package's name, author and repository URL. They must be the same as in package.json.

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const FILES = projectFiles(ROOT).filter((file) => !file.endsWith('package-lock.json'));

const OTHERS = [
	'n8n-nodes-base',
	'@n8n/n8n-nodes-langchain',
	'n8n-nodes-evolution-api',
	'n8n-nodes-evolution-api-en',
	'@someone/n8n-nodes-evolution-api',
	'n8n-nodes-chatwork',
	'n8n-nodes-example',
];
/** Files that must spell out the package name, because n8n or its linter reads their text. */
const SPELLED_OUT = /^credentials\/|(?<!\.(?:[cm]?[jt]s))$/;

const namesIn = (file: string): string[] => packageNames(read(file));

it('package name: no file calls the package by another name, such as one that belongs to somebody else', () => {
	const strange = FILES.filter((file) => file !== 'CHANGELOG.md').flatMap((file) =>
		namesIn(file)
			.filter((name) => name !== PACKAGE_NAME && !OTHERS.includes(name))
			.map((name) => `${file}: ${name}`),
	);
	expect(strange).toEqual([]);
});

it('package name: code takes it from package.json', () => {
	const code = FILES.filter((file) => !SPELLED_OUT.test(file));
	expect(code.length).toBeGreaterThan(500);
	expect(code.filter((file) => namesIn(file).includes(PACKAGE_NAME))).toEqual([]);
});

it.each(['EvolutionApi', 'EvolutionApiTrigger'])(
	'package name: the ID of %s in its .node.json file begins with the package name',
	(name) => {
		const { node } = JSON.parse(read(`nodes/EvolutionApi/${name}.node.json`)) as { node: string };
		expect(node).toBe(nodeType(`${name.charAt(0).toLowerCase()}${name.slice(1)}`));
	},
);

it.each(
	(
		[
			[new EvolutionGlobalKeyApi(), 'install.md#credentials'],
			[new EvolutionInstanceKeyApi(), 'install.md#credentials'],
			[new EvolutionGoKeyApi(), 'evolution-go.md#credential'],
		] as const
	).map(([{ displayName, documentationUrl }, page]) => [displayName, documentationUrl, page]),
)(
	'package name: the documentation link of %s leads to its page in the repository',
	(_credential, documentationUrl, page) => {
		expect(documentationUrl).toBe(`${REPOSITORY}/blob/main/docs/${page}`);
	},
);

it.each(['EvolutionApi.node.json', 'EvolutionApiTrigger.node.json'])(
	'package name: the links of %s lead into the repository',
	(file) => {
		const links = read(`nodes/EvolutionApi/${file}`).match(/https:\/\/github\.com\/[^"]+/g) ?? [];
		expect(links).not.toEqual([]);
		for (const link of links) expect(link).toMatch(new RegExp(`^${REPOSITORY}(/|#)`));
	},
);

it('package name: the changelog links to the repository', () => {
	const links = [...read('CHANGELOG.md').matchAll(/^\[\S+\]: (\S+)$/gm)].map(([, link]) => link);
	expect(links).not.toEqual([]);
	expect(links.filter((link) => !link.startsWith(`${REPOSITORY}/`))).toEqual([]);
});

it('package name: the license has the author of package.json', () => {
	expect(read('LICENSE')).toMatch(new RegExp(`^Copyright \\(c\\) \\d{4} ${AUTHOR}$`, 'm'));
});

it('package name: package-lock.json has the same name as package.json', () => {
	const lock = JSON.parse(read('package-lock.json')) as {
		name: string;
		packages: Record<string, { name?: string }>;
	};
	expect([lock.name, lock.packages[''].name]).toEqual([PACKAGE_NAME, PACKAGE_NAME]);
});
