import { numbered } from '../../../core/values/paragraphs';
import type { PlainMessage } from '../../../fields/sendAs';
import type { FilledButton } from '../../../fields/storedForms';

// Buttons and lists as text, or as options of a poll.

type Choices = Pick<PlainMessage, 'lines' | 'labels'>;

export const labelOf = ({ displayText = '' }: FilledButton) => displayText;

/** Reply buttons become numbers to answer with; the others become lines that say what they would do. */
export function plainButtons(buttons: readonly FilledButton[]): Choices {
	const labels = buttons.filter(({ type }) => type === 'reply').map(labelOf);
	const others = buttons.filter(({ type }) => type !== 'reply').map(plainButton);
	return {
		labels,
		lines: [...(labels.length > 0 ? [numbered(labels)] : []), ...others].join('\n'),
	};
}

function plainButton(button: FilledButton): string {
	const { type, displayText, copyCode, url, phoneNumber, name, key } = button;
	return type === 'pix'
		? `PIX: ${key} (${name})`
		: `${displayText}: ${url ?? copyCode ?? phoneNumber}`;
}

interface Section {
	readonly title: string;
	readonly rows: ReadonlyArray<{ readonly title: string; readonly description?: string }>;
}

/** The rows of all sections, numbered consecutively; with headings if there are several sections. */
export function plainSections(sections: readonly Section[]): Choices {
	let first = 1;
	const blocks = sections.map(({ title, rows }) => {
		const labels = rows.map((row) => [row.title, row.description].filter(Boolean).join(' – '));
		const block = numbered(labels, first);
		first += rows.length;
		return sections.length > 1 ? `*${title}*\n${block}` : block;
	});
	const labels = sections.flatMap(({ rows }) => rows.map(({ title }) => title));
	return { labels, lines: blocks.join('\n\n') };
}
