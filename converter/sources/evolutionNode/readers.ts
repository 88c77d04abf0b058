import type { Draft } from '../../draft';
import { naming, readersAfter } from '../../reading';
import { withTexts, type NodeJson } from '../../workflow';

// The old node returned `{ success, data }`, while ours returns the content of `data`. So other nodes must read another path.

const DATA = String.raw`(?:\?)?(?:\.data\b|\["data"\]|\['data'\])`;
const ITEM = String.raw`(?:\.(?:item|first\(\)|last\(\)|all\(\)\[\d+\])|\[\d+\])?\.json`;

export function rewriteReaders(draft: Draft, name: string): void {
	const named = new RegExp(`(${naming(name).source}\\s*[\\])]${ITEM})${DATA}`, 'g');
	const success = new RegExp(`${naming(name).source}\\s*[\\])]${ITEM}\\??\\.success\\b`);
	const behind = new Set(readersAfter(draft, name).map((node) => node.name));
	for (const node of draft.nodes.filter((one) => one.name !== name)) {
		const isAlone = behind.has(node.name) && sourcesOf(draft, node).length === 1;
		const change = (text: string) => {
			const byName = text.replace(named, '$1');
			return isAlone ? byName.replace(CURRENT, '$1') : byName;
		};
		const { sourceProperty } = node.parameters;
		if (
			behind.has(node.name) &&
			typeof sourceProperty === 'string' &&
			sourceProperty.startsWith('data.')
		) {
			node.parameters.sourceProperty = sourceProperty.slice('data.'.length);
			draft.say(
				'check',
				node.name,
				`The output of "${name}" is no longer under "data", so this node now reads the new path.`,
			);
		}
		// Only searches texts that may match, because the search is slow.
		const texts = draft
			.textsOf(node)
			.filter((text) => text.includes('json') && (isAlone || text.includes(name)));
		if (texts.some((text) => change(text) !== text)) {
			node.parameters = withTexts(node.parameters, change) as NodeJson['parameters'];
			draft.say(
				'check',
				node.name,
				`The output of "${name}" is no longer under "data", so this node now reads the new path.`,
			);
		}
		const readsSuccess = texts.some(
			(text) => success.test(text) || (isAlone && /\$json\??\.success\b/.test(text)),
		);
		if (readsSuccess) {
			draft.say(
				'check',
				node.name,
				`It reads "success" of "${name}", which no longer exists. Errors now stop the workflow, or return items with "error".`,
			);
		}
	}
}

const CURRENT = new RegExp(String.raw`(\$json|\$input\.(?:item|first\(\))\.json)${DATA}`, 'g');

function sourcesOf(draft: Draft, node: NodeJson): string[] {
	return draft.before(node.name).map(({ name }) => name);
}
