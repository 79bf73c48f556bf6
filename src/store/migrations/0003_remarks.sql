ALTER TABLE `comments` ADD `quote` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `comments` ADD `sent_in` integer;