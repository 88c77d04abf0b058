import { html, useEffect, useRef } from './vendor/preact.js';
import { IconButton } from './icons.js';
import { hueOf, initials, jidOf } from './view.js';

export const Avatar = ({ who, name, isGroup, small }) => html`
	<span
		class=${`avatar ${small ? 'small' : ''} ${isGroup ? 'group' : ''}`}
		style=${{ '--hue': hueOf(jidOf(who)) }}
		aria-hidden="true"
	>
		${initials(name)}
	</span>
`;

export function Dialog({ title, onClose, children, class: extra = '' }) {
	const box = useRef();
	useEffect(() => {
		box.current.showModal();
	}, []);
	const onPress = (event) => {
		if (event.target === box.current) onClose();
	};
	return html`
		<dialog
			ref=${box}
			class=${`dialog ${extra}`}
			aria-label=${title}
			onClose=${onClose}
			onClick=${onPress}
		>
			<div class="dialog-box">
				<header class="dialog-head">
					<h2>${title}</h2>
					<${IconButton} icon="close" label="Close" onClick=${onClose} />
				</header>
				${children}
			</div>
		</dialog>
	`;
}

/** Form window. `fields`: `{ name, label, hint?, type?, required?, placeholder? }`. `onSubmit` gets the values; `complaint`: an error. */
export function FormDialog({ title, text, fields, action, complaint, onSubmit, onClose }) {
	const submit = (event) => {
		event.preventDefault();
		onSubmit(
			Object.fromEntries(
				[...new FormData(event.target)].map(([name, value]) => [name, String(value).trim()]),
			),
		);
	};
	return html`
		<${Dialog} title=${title} onClose=${onClose}>
			<form class="form" onSubmit=${submit}>
				${text && html`<p class="muted">${text}</p>`}
				${fields.map(
					(field, at) => html`
						<label class="field">
							<span>${field.label}</span>
							<input
								name=${field.name}
								type=${field.type ?? 'text'}
								inputmode=${field.inputmode}
								step="any"
								required=${field.required}
								placeholder=${field.placeholder}
								autofocus=${at === 0}
								autocomplete="off"
							/>
						</label>
					`,
				)}
				${complaint && html`<p class="complaint" role="alert">${complaint}</p>`}
				<div class="form-actions">
					<button type="button" class="button quiet" onClick=${onClose}>Cancel</button>
					<button type="submit" class="button">${action}</button>
				</div>
			</form>
		<//>
	`;
}

export const Empty = ({ icon, title, children }) => html`
	<div class="empty">
		${icon}
		<h2>${title}</h2>
		<div class="muted">${children}</div>
	</div>
`;
