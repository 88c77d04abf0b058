/** Name and URLs of the package, which only package.json contains. */
import { author, name, repository } from '../package.json';

/** Name on npm, which n8n also uses for the folder of the installed package. */
export const PACKAGE_NAME = name;

/** URL of the repository on GitHub. */
export const REPOSITORY = repository.url.replace(/^git\+|\.git$/g, '');

/** URL of the pages in docs/. */
export const PAGES = `${REPOSITORY}/blob/main/docs`;

/** The author, as in the license. */
export const AUTHOR = author.name;

/** Returns n8n's name for a node of the package, e.g. `evolutionApiTrigger`. */
export const nodeType = (node: string) => `${PACKAGE_NAME}.${node}`;

/** Tells whether a node's type is one of ours, including its variant as a tool. */
export const isOurType = (type: string) => type.startsWith(`${PACKAGE_NAME}.`);

/** Texts in which the package's name doesn't count as a mention of the package. */
const OTHER_NAMES = [REPOSITORY, AUTHOR, author.email];
const LITERAL = OTHER_NAMES.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const NAMES = new RegExp(
	`(${LITERAL.join('|')})|(?:@[a-z0-9][a-z0-9-]*/)?n8n-nodes(?:-[a-z0-9]+)+`,
	'g',
);

/** Returns the names of n8n packages in a text. */
export const packageNames = (text: string): string[] =>
	[...text.matchAll(NAMES)].filter(([, other]) => other === undefined).map(([name]) => name);
