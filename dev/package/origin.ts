/** Checks the repository in `package.json`: n8n reviews the source there, and npm records it as provenance. */
import type { PackageFiles } from './contents';

interface Manifest {
	readonly repository?: { readonly url?: string };
	readonly homepage?: string;
	readonly bugs?: { readonly url?: string };
}

const ON_GITHUB = /^git\+(https:\/\/github\.com\/[\w.-]+\/[\w-][\w.-]*)\.git$/;

export function originProblems(files: PackageFiles): string[] {
	const manifest = JSON.parse(files.get('package.json') ?? '{}') as Manifest;
	const license = files.get('LICENSE') ?? '';
	return [
		...repositoryProblems(manifest),
		...(license.startsWith('MIT License') ? [] : ['LICENSE is not the MIT License']),
	];
}

function repositoryProblems({ repository, homepage = '', bugs = {} }: Manifest): string[] {
	const url = repository?.url ?? '';
	const [, page] = ON_GITHUB.exec(url) ?? [];
	if (page === undefined) return [`The repository "${url}" is not on GitHub`];
	const links = { homepage, bugs: bugs.url ?? '' };
	return Object.entries(links)
		.filter(([, link]) => !new RegExp(`^${page}([/#]|$)`).test(link))
		.map(([name, link]) => `${name} leads to "${link}", which is not in ${page}`);
}
