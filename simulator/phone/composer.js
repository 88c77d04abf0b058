import { html, useEffect, useLayoutEffect, useRef, useState } from './vendor/preact.js';
import { AttachMenu, attachmentOf, contentOf, Tray } from './attachments.js';
import { Icon, IconButton } from './icons.js';
import { Recorder } from './recorder.js';
import { hueOf, nameOf, previewOf } from './view.js';

const drafts = new Map();

function Context({ subject, title, text, hue, onCancel }) {
	return html`
		<div class="context" style=${{ '--hue': hue }}>
			<span><b>${title}</b><small>${text}</small></span>
			<${IconButton} icon="close" label=${`Cancel ${subject}`} onClick=${onCancel} />
		</div>
	`;
}

/**
 * `send(content)` gets the body for one `receive`. `about` is `{ reply }` or `{ edit, plain }`, where `reply` and `edit` are
 * messages. `clear` resets it.
 */
export function Composer({
	chatKey,
	speaker,
	speakers,
	onSpeaker,
	names,
	about,
	clear,
	attachment,
	setAttachment,
	send,
	tell,
}) {
	const [text, setText] = useState(drafts.get(chatKey) ?? '');
	const field = useRef();
	useEffect(() => {
		// Not on touch screens, where the focus would open a keyboard over the chat.
		if (matchMedia('(hover: hover)').matches) field.current.focus();
	}, []);
	useEffect(() => {
		drafts.set(chatKey, about.edit ? '' : text);
	}, [text]);
	useEffect(() => {
		if (about.edit) setText(about.edit.text ?? '');
		if (about.edit || about.reply || attachment) field.current?.focus();
	}, [about.edit, about.reply, attachment]);
	useLayoutEffect(() => {
		field.current.style.height = 'auto';
		field.current.style.height = `${Math.min(field.current.scrollHeight, 160)}px`;
	}, [text]);

	const ready = Boolean(attachment || text.trim());
	const finish = () => {
		setText('');
		setAttachment(undefined);
		clear();
	};
	const quoted = about.reply && { quotedId: about.reply.id };
	const sendBeside = (content) => {
		clear();
		return send({ ...content, ...quoted });
	};
	const submit = async (event) => {
		event?.preventDefault();
		if (!ready) return;
		finish();
		if (about.edit) {
			return send({ kind: 'edit', targetId: about.edit.id, text, plain: about.plain === true });
		}
		if (!attachment) return send({ kind: 'text', text, ...quoted });
		try {
			await send({ ...(await contentOf(attachment, text.trim())), ...quoted });
		} catch (error) {
			tell(error.message);
		}
	};
	const onKey = (event) => {
		if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
		if (event.key === 'Escape' && (about.edit || about.reply)) finish();
	};
	const onPaste = (event) => {
		const [file] = event.clipboardData?.files ?? [];
		if (!file) return;
		event.preventDefault();
		setAttachment(attachmentOf(file));
	};
	const recorded = async (file) => {
		try {
			await sendBeside(await contentOf({ file, kind: 'audio', voice: true }));
		} catch (error) {
			tell(error.message);
		}
	};

	return html`
		<form class="composer" onSubmit=${submit}>
			${about.reply &&
			html`<${Context}
				subject="the reply"
				title=${nameOf(about.reply.sender, names)}
				text=${previewOf(about.reply)}
				hue=${hueOf(about.reply.sender)}
				onCancel=${clear}
			/>`}
			${about.edit &&
			html`<${Context}
				subject="editing"
				title=${about.plain ? 'Edit message, not encrypted' : 'Edit message'}
				text=${previewOf(about.edit)}
				hue=${250}
				onCancel=${finish}
			/>`}
			${attachment &&
			html`<${Tray} attachment=${attachment} onCancel=${() => setAttachment(undefined)} />`}
			<label class="speaker">
				<span>Writing as</span>
				<select
					data-testid="speaker"
					value=${speaker.key}
					onChange=${(event) => onSpeaker(event.target.value)}
				>
					${speakers.map(
						(one) =>
							html`<option value=${one.key} selected=${one.key === speaker.key}>
								${one.name}
							</option>`,
					)}
				</select>
				<${Icon} name="down" size=${14} />
			</label>
			<div class="composer-row">
				<${AttachMenu} onFile=${setAttachment} onSend=${sendBeside} isOwnPhone=${speaker.fromMe} />
				<textarea
					ref=${field}
					rows="1"
					data-testid="composer"
					aria-label=${attachment ? 'Caption' : `Message as ${speaker.name}`}
					placeholder=${attachment ? 'Add a caption' : `Message as ${speaker.name}`}
					value=${text}
					onInput=${(event) => setText(event.target.value)}
					onKeyDown=${onKey}
					onPaste=${onPaste}
				></textarea>
				${!ready && html`<${Recorder} onRecord=${recorded} onFail=${tell} />`}
				<button
					type="submit"
					class=${`send ${ready ? '' : 'sr-only'}`}
					data-testid="send"
					aria-label="Send"
					disabled=${!ready}
				>
					<${Icon} name="send" />
				</button>
			</div>
		</form>
	`;
}
