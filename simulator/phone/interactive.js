import { html, useState } from './vendor/preact.js';
import { Avatar, Dialog } from './parts.js';
import { Icon } from './icons.js';
import { Picture } from './media.js';
import { RichText } from './richText.js';
import { safeHref } from './format.js';
import { jidOf, nameOf } from './view.js';

const BUTTON_ICONS = { reply: 'reply', copy: 'copy', url: 'link', call: 'call', pix: 'pix' };

const pixKey = ({ payment, label }) =>
	payment?.payment_settings?.[0]?.pix_static_code?.key ?? label;

function ActionButton({ button, message, actions }) {
	const type = Object.hasOwn(BUTTON_ICONS, button.type) ? button.type : 'reply';
	const inside = html`<${Icon} name=${BUTTON_ICONS[type]} size=${17} /><span
			>${button.label || button.id || 'Button'}</span
		>`;
	const href = type === 'url' ? safeHref(button.url) : undefined;
	if (href) {
		return html`<a
			class="action"
			href=${href}
			target="_blank"
			rel="noopener noreferrer"
			title=${href}
			>${inside}</a
		>`;
	}
	const press = {
		reply: () => actions.press(message, button),
		copy: () => actions.copy(button.copyCode ?? button.label),
		url: () => actions.tell(`The address of this button is not a web address: ${button.url ?? ''}`),
		call: () => actions.tell(`Would call ${button.phoneNumber ?? button.label}`),
		pix: () => actions.copy(pixKey(button)),
	};
	return html`<button
		type="button"
		class="action"
		data-testid=${`button-${button.id ?? button.label}`}
		onClick=${press[type]}
	>
		${inside}
	</button>`;
}

export const Buttons = ({ buttons, message, actions }) => html`
	<div class="actions" role="group" aria-label="Buttons">
		${buttons.map(
			(button) => html`<${ActionButton} button=${button} message=${message} actions=${actions} />`,
		)}
	</div>
`;

export function List({ message, actions }) {
	const [open, setOpen] = useState(false);
	const { list } = message;
	const pick = (row) => {
		setOpen(false);
		actions.pick(message, row);
	};
	return html`
		<div class="actions">
			<button type="button" class="action" data-testid="list-open" onClick=${() => setOpen(true)}>
				<${Icon} name="list" size=${17} /><span>${list.buttonText || 'Show the options'}</span>
			</button>
		</div>
		${open &&
		html`<${Dialog}
			title=${list.buttonText || list.title || 'Options'}
			onClose=${() => setOpen(false)}
		>
			<div class="list-rows">
				${(list.sections ?? []).map(
					(section) => html`
						${section.title && html`<h3>${section.title}</h3>`}
						${(section.rows ?? []).map(
							(row) => html`
								<button
									type="button"
									class="list-row"
									data-testid=${`row-${row.rowId ?? row.id}`}
									onClick=${() => pick(row)}
								>
									<span
										><b>${row.title}</b>${row.description &&
										html`<small class="muted">${row.description}</small>`}</span
									>
									<i class="radio" aria-hidden="true"></i>
								</button>
							`,
						)}
					`,
				)}
			</div>
		<//>`}
	`;
}

export function Poll({ message, speaker, names, actions }) {
	const [whose, setWhose] = useState(false);
	const { poll } = message;
	const options = poll.options ?? [];
	const votesOf = (option) => (option.votes ?? []).map(jidOf);
	const mine = options
		.filter((option) => votesOf(option).includes(speaker.jid))
		.map((option) => option.name);
	const most = Math.max(1, ...options.map((option) => votesOf(option).length));
	const toggle = (name) => {
		const without = mine.filter((one) => one !== name);
		const added = poll.selectableCount === 1 ? [name] : [...mine, name];
		actions.vote(message, mine.includes(name) ? without : added);
	};
	return html`
		<div class="poll">
			<b class="poll-name">${poll.name}</b>
			<small class="muted"
				>${poll.selectableCount === 1 ? 'Select one' : 'Select one or more'}</small
			>
			${options.map((option) => {
				const votes = votesOf(option);
				const chosen = mine.includes(option.name);
				return html`
					<button
						type="button"
						class="poll-option"
						aria-pressed=${chosen ? 'true' : 'false'}
						data-testid=${`vote-${option.name}`}
						onClick=${() => toggle(option.name)}
					>
						<i class=${poll.selectableCount === 1 ? 'radio' : 'box'}
							>${chosen && html`<${Icon} name="check" size=${14} />`}</i
						>
						<span class="poll-label">${option.name}</span>
						<span class="poll-voters"
							>${votes
								.slice(0, 3)
								.map(
									(jid) => html`<${Avatar} who=${jid} name=${nameOf(jid, names)} small />`,
								)}</span
						>
						<span class="poll-count"
							>${votes.length}<span class="sr-only"
								>${votes.length === 1 ? ' vote' : ' votes'}</span
							></span
						>
						<span class="poll-bar"
							><i style=${{ width: `${(100 * votes.length) / most}%` }}></i
						></span>
					</button>
				`;
			})}
			<button
				type="button"
				class="link-button"
				aria-expanded=${whose ? 'true' : 'false'}
				onClick=${() => setWhose(!whose)}
			>
				${whose ? 'Hide votes' : 'View votes'}
			</button>
			${whose &&
			options.map(
				(option) =>
					html`<small class="muted"
						>${option.name}:${' '}
						${votesOf(option)
							.map((jid) => nameOf(jid, names))
							.join(', ') || 'nobody'}</small
					>`,
			)}
		</div>
	`;
}

export const Carousel = ({ message, names, actions }) => html`
	<div class="cards" role="group" aria-label="Cards" tabindex="0">
		${message.cards.map(
			(card) => html`
				<article class="card">
					${card.imageUrl &&
					html`<${Picture} media=${{ url: card.imageUrl }} label="Picture of the card" />`}
					<div class="card-text">
						${card.title && html`<b>${card.title}</b>`}
						${card.text && html`<${RichText} text=${String(card.text)} names=${names} />`}
						${card.footer && html`<small class="muted">${card.footer}</small>`}
					</div>
					${card.buttons?.length > 0 &&
					html`<${Buttons} buttons=${card.buttons} message=${message} actions=${actions} />`}
				</article>
			`,
		)}
	</div>
`;
