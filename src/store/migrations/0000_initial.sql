CREATE TABLE `comments` (
	`id` text PRIMARY KEY NOT NULL,
	`task_id` text NOT NULL,
	`path` text NOT NULL,
	`side` text NOT NULL,
	`line` integer NOT NULL,
	`text` text NOT NULL,
	`resolved` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comment_task_idx` ON `comments` (`task_id`);--> statement-breakpoint
CREATE TABLE `commits` (
	`id` text PRIMARY KEY NOT NULL,
	`task_id` text NOT NULL,
	`sha` text NOT NULL,
	`parent` text,
	`tree` text NOT NULL,
	`message` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `commit_task_idx` ON `commits` (`task_id`);--> statement-breakpoint
CREATE TABLE `decisions` (
	`id` text PRIMARY KEY NOT NULL,
	`task_id` text NOT NULL,
	`path` text NOT NULL,
	`hunk` text NOT NULL,
	`decision` text NOT NULL,
	`reason` text,
	`undo_from` text,
	`undo_to` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `decision_task_idx` ON `decisions` (`task_id`);--> statement-breakpoint
CREATE TABLE `qa_gate_configs` (
	`id` text PRIMARY KEY NOT NULL,
	`repository_id` text,
	`name` text NOT NULL,
	`enabled` integer DEFAULT true NOT NULL,
	`command` text NOT NULL,
	`timeout` integer DEFAULT 60000 NOT NULL,
	`fail_on_error` integer DEFAULT true NOT NULL,
	`order` integer DEFAULT 0 NOT NULL,
	`source` text DEFAULT 'user' NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`repository_id`) REFERENCES `repositories`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `qa_gate_enabled_order_idx` ON `qa_gate_configs` (`enabled`,`order`);--> statement-breakpoint
CREATE UNIQUE INDEX `qa_gate_repository_name_idx` ON `qa_gate_configs` (`repository_id`,`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `qa_gate_common_name_idx` ON `qa_gate_configs` (`name`) WHERE "qa_gate_configs"."repository_id" is null;--> statement-breakpoint
CREATE TABLE `qa_gate_results` (
	`id` text PRIMARY KEY NOT NULL,
	`task_id` text NOT NULL,
	`gate_name` text NOT NULL,
	`status` text NOT NULL,
	`verdict` text,
	`tree` text,
	`exit_code` integer,
	`output` text,
	`errors` text DEFAULT '[]' NOT NULL,
	`fail_on_error` integer DEFAULT true NOT NULL,
	`duration` integer,
	`created_at` integer NOT NULL,
	`completed_at` integer,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `qa_gate_result_task_idx` ON `qa_gate_results` (`task_id`);--> statement-breakpoint
CREATE INDEX `qa_gate_result_gate_name_idx` ON `qa_gate_results` (`gate_name`);--> statement-breakpoint
CREATE TABLE `repositories` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`path` text NOT NULL,
	`last_scanned` integer NOT NULL,
	`last_commit_sha` text,
	`last_commit_msg` text,
	`current_branch` text,
	`is_clean` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `repositories_path_unique` ON `repositories` (`path`);--> statement-breakpoint
CREATE INDEX `path_idx` ON `repositories` (`path`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`repository_id` text NOT NULL,
	`status` text DEFAULT 'active' NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`last_activity` integer NOT NULL,
	`start_branch` text,
	`end_branch` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`repository_id`) REFERENCES `repositories`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `session_repo_status_idx` ON `sessions` (`repository_id`,`status`);--> statement-breakpoint
CREATE INDEX `session_activity_idx` ON `sessions` (`last_activity`);--> statement-breakpoint
CREATE TABLE `tasks` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`prompt` text NOT NULL,
	`status` text DEFAULT 'pending' NOT NULL,
	`status_before` text,
	`judged` integer DEFAULT false NOT NULL,
	`resume_at` integer,
	`detail` text,
	`position` integer DEFAULT 0 NOT NULL,
	`on_top` integer DEFAULT false NOT NULL,
	`work_tree` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`started_at` integer,
	`completed_at` integer,
	`claude_output` text,
	`claude_session` text,
	`starting_commit` text,
	`starting_branch` text,
	`before_tree` text,
	`after_tree` text,
	`files_changed` text DEFAULT '[]' NOT NULL,
	`diff_content` text,
	`committed_sha` text,
	`commit_message` text,
	`approved_at` integer,
	`rejected_at` integer,
	`rejection_reason` text,
	`undo_from` text,
	`undo_to` text,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `task_session_idx` ON `tasks` (`session_id`);--> statement-breakpoint
CREATE INDEX `task_status_idx` ON `tasks` (`status`);--> statement-breakpoint
CREATE TABLE `turns` (
	`id` text PRIMARY KEY NOT NULL,
	`task_id` text NOT NULL,
	`number` integer NOT NULL,
	`kind` text NOT NULL,
	`prompt` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`outcome` text,
	`start_tree` text,
	`end_tree` text,
	`cost_usd` real,
	`input_tokens` integer,
	`output_tokens` integer,
	`cache_read_tokens` integer,
	`cache_creation_tokens` integer,
	FOREIGN KEY (`task_id`) REFERENCES `tasks`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `turn_task_idx` ON `turns` (`task_id`,`number`);