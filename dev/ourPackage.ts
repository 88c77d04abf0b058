/** What the package is called, and where it lives. Both stand in package.json only; `npm run rename` changes them. */
import { name, repository } from '../package.json';

/** On npm, and where an installed n8n looks for it. */
export const PACKAGE = name;

/** The page on GitHub. */
export const REPOSITORY = repository.url.replace(/^git\+|\.git$/g, '');

/** What n8n calls a node of the package, e.g. `evolutionApiTrigger`. */
export const nodeType = (node: string) => `${PACKAGE}.${node}`;

/** Whether a type of a workflow's node is one of ours, also as a tool. */
export const isOurType = (type: string) => type.startsWith(`${PACKAGE}.`);
