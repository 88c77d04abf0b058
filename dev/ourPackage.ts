/** Name and URLs of the package, which only package.json contains. */
import { author, name, repository } from '../package.json';

export const PACKAGE_NAME = name;

export const REPOSITORY = repository.url.replace(/^git\+|\.git$/g, '');

export const PAGES = `${REPOSITORY}/blob/main/docs`;

export const AUTHOR = author.name;

/** Returns n8n's name for a node of the package, e.g. `evolutionApiTrigger`. */
export const nodeType = (node: string) => `${PACKAGE_NAME}.${node}`;

export const isOurType = (type: string) => type.startsWith(`${PACKAGE_NAME}.`);

/** Texts in which the package's name doesn't count as a mention of the package. */
const OTHER_NAMES = [REPOSITORY, AUTHOR, author.email];
const LITERAL = OTHER_NAMES.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const NAMES = new RegExp(
	`(${LITERAL.join('|')})|(?:@[a-z0-9][a-z0-9-]*/)?n8n-nodes(?:-[a-z0-9]+)+`,
	'g',
);

export const packageNames = (text: string): string[] =>
	[...text.matchAll(NAMES)].filter(([, other]) => other === undefined).map(([name]) => name);
