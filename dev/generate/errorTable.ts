import { FAULTS, type Fault } from '../../test/faults/support/faults';
import { withTable } from './markdown';

const AGAIN: Readonly<Record<Fault['repeated'], string>> = {
	all: 'yes: nothing was done',
	harmless: 'reads and settings only',
	never: 'no',
};

const HEAD = ['| What happened | The node says | What to do | Tried again |', '|---|---|---|---|'];

/** @throws {Error} if the page lacks the marks around the table */
export function withErrorTable(page: string): string {
	const rows = FAULTS.map(({ name, message, advice, repeated, isUnclear }) => {
		const cells = [name, `\`${shown(message)}\``, shown(advice), AGAIN[repeated]];
		return `| ${cells.join(' | ')}${isUnclear ? ' ¹' : ''} |`;
	});
	return withTable(page, 'errors', [...HEAD, ...rows].join('\n'));
}

const shown = (text: string) => text.replace(/\{\w+\}/g, '…').replaceAll('|', '\\|');
