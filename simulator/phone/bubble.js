import { html } from './vendor/preact.js';
import { memo } from './hooks.js';
import { Icon, Ticks } from './icons.js';
import { Buttons, Carousel, List, Poll } from './interactive.js';
import { Film, Paper, Picture, Place, Sound } from './media.js';
import { MessageMenu } from './messageMenu.js';
import { Avatar } from './parts.js';
import { RichText } from './richText.js';
import { ackOf, hueOf, jidOf, nameOf, numberOf, previewOf, timeOf } from './view.js';

/** Kinds that aren't listed only have text. */
const CONTENTS = {
	image: ({ message }) => html`<${Picture} media=${message.media} label="Photo" />`,
	sticker: ({ message }) => html`<${Picture} media=${message.media} label="Sticker" sticker />`,
	video: ({ message }) => html`<${Film} media=${message.media} />`,
	ptv: ({ message }) => html`<${Film} media=${message.media} note />`,
	audio: ({ message }) => html`<${Sound} media=${message.media} />`,
	voice: ({ message }) => html`<${Sound} media=${message.media} voice />`,
	document: ({ message }) => html`<${Paper} media=${message.media} />`,
	location: ({ message }) => message.location && html`<${Place} location=${message.location} />`,
	contact: ({ message }) =>
		(message.contacts ?? []).map((contact) => html`<${Card} contact=${contact} />`),
	poll: (properties) => properties.message.poll && html`<${Poll} ...${properties} />`,
	unknown: ({ message }) =>
		!message.text && html`<em class="muted">This phone cannot show this kind of message</em>`,
};

const Card = ({ contact }) => html`
	<div class="contact">
		<${Avatar} who=${contact.phones?.[0] ?? contact.fullName} name=${contact.fullName} />
		<span
			><b>${contact.fullName}</b>${(contact.phones ?? []).map(
				(phone) => html`<small class="muted">${phone}</small>`,
			)}</span
		>
	</div>
`;

function Head({ message }) {
	const { media, kind } = message;
	if (!media || Object.hasOwn(CONTENTS, kind)) return null;
	const family = String(media.mimetype ?? '').split('/')[0];
	if (family === 'image') return html`<${Picture} media=${media} label="Picture" />`;
	return family === 'video' ? html`<${Film} media=${media} />` : html`<${Paper} media=${media} />`;
}

const Quote = ({ quoted, names, actions }) => html`
	<button
		type="button"
		class="quoted"
		style=${{ '--hue': hueOf(quoted.sender) }}
		onClick=${() => actions.jump(quoted.id)}
	>
		<b>${nameOf(quoted.sender, names)}</b>
		<span>${previewOf(quoted) || 'Message'}</span>
	</button>
`;

function Body(properties) {
	const { message, names, actions } = properties;
	const content = Object.hasOwn(CONTENTS, message.kind) && CONTENTS[message.kind];
	const title = message.title || message.list?.title;
	const footer = message.footer || message.list?.footer;
	return html`
		${message.quoted &&
		html`<${Quote} quoted=${message.quoted} names=${names} actions=${actions} />`}
		<${Head} message=${message} />
		${content && html`<${content} ...${properties} />`}
		${title && html`<b class="title">${title}</b>`}
		${message.text &&
		html`<${RichText} text=${String(message.text)} mentions=${message.mentions} names=${names} />`}
		${footer && html`<small class="footer muted">${footer}</small>`}
	`;
}

function Reactions({ message, speaker, names, actions }) {
	const byEmoji = new Map();
	for (const { emoji, sender } of message.reactions ?? [])
		byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), sender]);
	if (!byEmoji.size) return null;
	return html`
		<div class="reactions">
			${[...byEmoji].map(([emoji, senders]) => {
				const own = senders.some((sender) => jidOf(sender) === speaker.jid);
				const who = senders.map((sender) => nameOf(sender, names)).join(', ');
				return html`
					<button
						type="button"
						class="reaction"
						aria-pressed=${own ? 'true' : 'false'}
						aria-label=${`${emoji} by ${who}`}
						title=${who}
						onClick=${() => actions.react(message, own ? '' : emoji)}
					>
						${emoji}${senders.length > 1 && html`<span>${senders.length}</span>`}
					</button>
				`;
			})}
		</div>
	`;
}

const Broken = ({ message }) => html`
	<li class="row theirs first" data-testid=${`message-${message.id}`}>
		<div class="bubble"><em class="muted">This message cannot be shown</em></div>
	</li>
`;

/** `mine` means that the person as whom the page writes has sent it, so it's on the right. */
export const Bubble = memo((properties) => {
	const { message, mine, first, named, names, actions } = properties;
	const name = nameOf(message.sender, names);
	return html`
		<li
			id=${`m-${message.id}`}
			class=${`row ${mine ? 'mine' : 'theirs'} ${first ? 'first' : ''} kind-${message.kind}`}
			data-testid=${`message-${message.id}`}
			data-kind=${message.kind}
			data-from-me=${String(message.fromMe)}
		>
			<div class="bubble">
				${!(named && first) && html`<span class="sr-only">${name}: </span>`}
				${named &&
				first &&
				html`<span class="sender" style=${{ '--hue': hueOf(message.sender) }}
					>${name}
					<small class="muted"
						>${name === numberOf(message.sender) ? '' : numberOf(message.sender)}</small
					></span
				>`}
				${message.deleted
					? html`<em class="deleted"
							><${Icon} name="trash" size=${15} /> This message was deleted</em
						>`
					: html`<${Body} ...${properties} />`}
				<span class="meta">
					${message.edited && !message.deleted && html`<span>Edited</span>`}
					<time datetime=${new Date(message.at).toISOString()}>${timeOf(message.at)}</time>
					${message.fromMe && !message.deleted && html`<${Ticks} ack=${ackOf(message.ack)} />`}
				</span>
				${!message.deleted &&
				message.buttons?.length > 0 &&
				html`<${Buttons} buttons=${message.buttons} message=${message} actions=${actions} />`}
				${!message.deleted &&
				message.list &&
				html`<${List} message=${message} actions=${actions} />`}
				${!message.deleted && html`<${MessageMenu} ...${properties} />`}
			</div>
			${!message.deleted &&
			message.cards?.length > 0 &&
			html`<${Carousel} message=${message} names=${names} actions=${actions} />`}
			<${Reactions} ...${properties} />
		</li>
	`;
}, Broken);
